import { describe, expect, it } from 'vitest';
import { shadowResult } from '#shared/domain/sessions/shadow-answer.ts';
import { admissionOf, OPEN_SECONDS, OPENS_AFTER } from '#shared/domain/sessions/shadow-circuit.ts';

const NOW = 1_000_000;
const CLOSED = { second: 0, count: 0, failures: 0, open_until: 0 };

describe('the circuit of the shadow log-in', () => {
  it('opens at the third failure in a row, and lets one request try after it', () => {
    const failed = (failures: number) => ({ ...CLOSED, failures, open_until: NOW + OPEN_SECONDS });
    const admissions = [1, 2, OPENS_AFTER, 9].map((failures) => admissionOf(failed(failures), NOW, 5));
    expect(admissions).toEqual(['first', 'first', 'open', 'open']);
    expect(admissionOf(failed(OPENS_AFTER), NOW + OPEN_SECONDS - 1, 5)).toBe('open');
    expect(admissionOf(failed(OPENS_AFTER), NOW + OPEN_SECONDS, 5)).toBe('trial');
  });

  it.each([
    ['a second without requests', { second: NOW - 1, count: 5 }, 'first'],
    ['a second with room', { second: NOW, count: 4 }, 'further'],
    ['a full second', { second: NOW, count: 5 }, 'over'],
    ['a full second of a function whose clock is ahead', { second: NOW + 2, count: 5 }, 'over'],
  ])('in %s', (_, state, admission) => {
    expect(admissionOf({ ...CLOSED, ...state }, NOW, 5)).toBe(admission);
  });
});

describe('an answer of the old system', () => {
  const pair = (more: object = {}) => JSON.stringify({ access_token: 'x', resource_owner_id: 42, ...more });

  it.each<readonly [number, string, string]>([
    [200, pair(), 'verified'],
    [200, pair({ resource_owner_id: '42' }), 'rejected'],
    [200, pair({ resource_owner_id: 43 }), 'rejected'],
    [200, pair({ access_token: null }), 'failed'],
    [200, 'null', 'failed'],
    [200, '', 'failed'],
    [201, pair(), 'failed'],
    [302, pair(), 'failed'],
    [461, pair(), 'refused'],
    [429, '', 'refused'],
    [401, '', 'rejected'],
    [422, '', 'rejected'],
    [500, pair(), 'failed'],
    [0, '', 'failed'],
  ])('%i %s is %s', (status, body, result) => {
    expect(shadowResult({ status, body, isCut: false }, 42)).toBe(result);
  });

  it('that was cut is none', () => {
    expect(shadowResult({ status: 200, body: pair(), isCut: true }, 42)).toBe('failed');
  });
});
