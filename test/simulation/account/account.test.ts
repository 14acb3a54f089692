import { describe, expect, it } from 'vitest';
import { concurrencyOf, streamWindowOf } from '../../../infra/settings/concurrency.ts';
import { shareOfRequests } from './pool.ts';
import { busySources } from './sources.ts';

/**
 * A small account while every queue is full, on virtual time. With what workers take by default its requests find
 * nothing free: that is what the setting is for.
 */

const unset = {
  account: '',
  bulk: '',
  delivery: '',
  sending: '',
  reports: '',
  webhooks: '',
  deadLetters: '',
};
const SEEDS = [1, 2, 3, 4, 5];

const shares = (account: number, setting: number | '', requests: number) =>
  SEEDS.map((seed) => {
    const sources = busySources(concurrencyOf({ ...unset, account: setting }), streamWindowOf(setting));
    return shareOfRequests({ account, sources, requests, minutes: 10, seed });
  });

const served = ({ asked, refused }: { asked: number; refused: number }): number => 1 - refused / asked;

describe('requests of an account whose queues are all full', () => {
  it.each([
    [10, 1, 0.98],
    [10, 10, 0.965],
    [20, 10, 0.999],
    [40, 10, 1],
  ])('of %i functions, %i a second, find one free: %d', (account, requests, least) => {
    const found = shares(account, account, requests);
    expect(Math.min(...found.map(served))).toBeGreaterThanOrEqual(least);
    expect(Math.max(...found.map(({ inARow }) => inARow))).toBeLessThanOrEqual(6);
  });

  it('of ten functions find none where the workers do not know the limit of the account', () => {
    expect(Math.max(...shares(10, '', 10).map(served))).toBeLessThan(0.01);
  });
});
