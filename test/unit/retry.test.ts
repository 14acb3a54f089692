import { describe, expect, it } from 'vitest';
import { pauses, type RetryLimits, retry } from '#shared/retry.ts';

const failure = (name: string): Error => Object.assign(new Error(name), { name });

/** A clock that only sleeping moves. */
const patient = (milliseconds: number, more: Partial<RetryLimits> = {}) => {
  const slept: number[] = [];
  const patience: RetryLimits = {
    remaining: () => milliseconds - slept.reduce((sum, one) => sum + one, 0),
    sleep: async (pause) => void slept.push(pause),
    random: () => 1,
    base: 100,
    cap: 1000,
    ...more,
  };
  return { slept, patience };
};

const passing = (error: unknown) => error instanceof Error && error.name === 'Throttling';

describe('a retry', () => {
  it('waits twice as long from try to try, up to the cap', async () => {
    const { slept, patience } = patient(4000);
    const pause = pauses(patience);
    while (await pause());
    expect(slept).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('spreads every pause over the whole of its length', async () => {
    const shares = [0, 0.25, 0.5];
    const { slept, patience } = patient(10_000, { random: () => shares.shift() ?? 1 });
    const pause = pauses(patience);
    for (let n = 0; n < 4; n += 1) await pause();
    expect(slept).toEqual([0, 50, 200, 800]);
  });

  it('goes on while the reason passes, and hands the answer over', async () => {
    const { slept, patience } = patient(10_000);
    const answers = [failure('Throttling'), failure('Throttling'), 'done'];
    const attempt = async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    expect(await retry(attempt, passing, patience)).toBe('done');
    expect(slept).toHaveLength(2);
  });

  it('does not wait for what does not pass', async () => {
    const { slept, patience } = patient(10_000);
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw failure('AccessDenied');
    };
    await expect(retry(attempt, passing, patience)).rejects.toThrow('AccessDenied');
    expect([tries, slept]).toEqual([1, []]);
  });

  it('ends with its last failure before its time does', async () => {
    const { slept, patience } = patient(700);
    const attempt = async () => {
      throw failure('Throttling');
    };
    await expect(retry(attempt, passing, patience)).rejects.toThrow('Throttling');
    expect(slept).toEqual([100, 200]);
  });
});
