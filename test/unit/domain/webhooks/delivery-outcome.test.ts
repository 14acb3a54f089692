import { describe, expect, it } from 'vitest';
import { outcomeOfStatus, retryAfterSeconds } from '#shared/domain/webhooks/delivery-outcome.ts';

const OUTCOMES = {
  delivered: [200, 201, 204, 299],
  dropped: [400, 401, 404, 410, 418, 422, 499],
  failed: [101, 301, 302, 307, 308, 408, 425, 429, 500, 502, 503, 599],
};

describe('the outcome of a delivery', () => {
  it.each(Object.entries(OUTCOMES))('is %s for %j', (outcome, statuses) => {
    expect(new Set(statuses.map((status) => outcomeOfStatus(status, 1)))).toEqual(new Set([outcome]));
  });

  it('drops an event that is too large for the receiver, and not several that are too large together', () => {
    expect([1, 2].map((events) => outcomeOfStatus(413, events))).toEqual(['dropped', 'failed']);
  });

  it.each([
    ['120', 120],
    ['999999', 86_400],
    ['Wed, 22 Jan 2025 10:01:00 GMT', 60],
    ['Wed, 22 Jan 2025 09:00:00 GMT', null],
    ['0', null],
    ['soon', null],
    [undefined, null],
  ])('waits as Retry-After %j says', (header, seconds) => {
    expect(retryAfterSeconds(header, new Date('2025-01-22T10:00:00Z'))).toBe(seconds);
  });
});
