import { describe, expect, it } from 'vitest';
import { CONFLICT, recordConflict, retryOnConflict } from '#shared/retry-on-conflict.ts';

/** Work that conflicts so often, with a platform on which only sleeping takes time. */
const conflicting = (times: number) => {
  const slept: number[] = [];
  let tries = 0;
  return {
    slept,
    tries: () => tries,
    platform: { sleep: async (pause: number) => void slept.push(pause), random: () => 1 },
    work: async () => {
      tries += 1;
      return tries <= times ? CONFLICT : 'written';
    },
  };
};

describe('a decision that conflicts', () => {
  it('is taken again, after longer and longer pauses, six times in all', async () => {
    const { platform, work, slept, tries } = conflicting(5);
    expect(await retryOnConflict(platform, work)).toBe('written');
    expect([tries(), slept]).toEqual([6, [160, 320, 640, 1280, 2500]]);
  });

  it('is not repeated when its write was done, whatever it gives', async () => {
    const { platform, slept } = conflicting(0);
    expect(await retryOnConflict(platform, async () => undefined)).toBeUndefined();
    expect(slept).toEqual([]);
  });

  it.each([
    ['busy', undefined],
    ['conflict', { attempts: 5, exhausted: recordConflict }],
  ])('ends as %s', async (code, options) => {
    const { platform, work, tries } = conflicting(Number.POSITIVE_INFINITY);
    await expect(retryOnConflict(platform, work, options)).rejects.toMatchObject({
      code,
      retryAfter: expect.any(Number),
    });
    expect(tries()).toBe(options?.attempts ?? 6);
  });
});
