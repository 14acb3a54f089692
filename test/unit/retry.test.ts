import { describe, expect, it } from 'vitest';
import { equalJitter, fullJitter, pauses, type RetryOptions, retry } from '#shared/retry.ts';

const failure = (name: string): Error => Object.assign(new Error(name), { name });

/** A clock that only sleeping moves. */
const during = (milliseconds: number, more: Partial<RetryOptions> = {}) => {
  const slept: number[] = [];
  const options: RetryOptions = {
    remaining: () => milliseconds - slept.reduce((sum, one) => sum + one, 0),
    sleep: async (pause) => void slept.push(pause),
    random: () => 1,
    baseMs: 100,
    capMs: 1000,
    ...more,
  };
  return { slept, options };
};

const passing = (error: unknown) => error instanceof Error && error.name === 'Throttling';

describe('a retry', () => {
  it('waits twice as long from try to try, up to the cap', async () => {
    const { slept, options } = during(4000);
    const pause = pauses(options);
    while (await pause());
    expect(slept).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('spreads every pause over the whole of its length', async () => {
    const shares = [0, 0.25, 0.5];
    const { slept, options } = during(10_000, { random: () => shares.shift() ?? 1 });
    const pause = pauses(options);
    for (let n = 0; n < 4; n += 1) await pause();
    expect(slept).toEqual([0, 50, 200, 800]);
  });

  it('goes on while the reason passes, and hands the answer over', async () => {
    const { slept, options } = during(10_000);
    const answers = [failure('Throttling'), failure('Throttling'), 'done'];
    const attempt = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    expect(await retry(attempt, passing, options)).toBe('done');
    expect(slept).toHaveLength(2);
  });

  it('tries as often as it may, where time is no limit', async () => {
    const { slept, options } = during(Number.POSITIVE_INFINITY, { attempts: 3 });
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw failure('Throttling');
    };
    await expect(retry(attempt, passing, options)).rejects.toThrow('Throttling');
    expect([tries, slept]).toEqual([3, [100, 200]]);
  });

  it('does not wait for what does not pass', async () => {
    const { slept, options } = during(10_000);
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw failure('AccessDenied');
    };
    await expect(retry(attempt, passing, options)).rejects.toThrow('AccessDenied');
    expect([tries, slept]).toEqual([1, []]);
  });

  it('ends with its last failure before its time does', async () => {
    const { slept, options } = during(700);
    const attempt = async () => {
      throw failure('Throttling');
    };
    await expect(retry(attempt, passing, options)).rejects.toThrow('Throttling');
    expect(slept).toEqual([100, 200]);
  });
});

describe('the jitter of a pause', () => {
  const backoff = { base: 15, cap: 900 };

  it('is all of it between the tries of a call', () => {
    expect([0, 0.5, 1].map((random) => fullJitter(backoff, 2, random))).toEqual([0, 30, 60]);
  });

  it('is half of it between the deliveries of a message', () => {
    expect([0, 0.5, 1].map((random) => equalJitter(backoff, 2, random))).toEqual([30, 45, 60]);
    expect(equalJitter(backoff, 50, 1)).toBe(900);
  });
});
