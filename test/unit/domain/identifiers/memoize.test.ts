import { expect, it, vi } from 'vitest';
import { memoize } from '#shared/domain/members/memoize.ts';

const compute = (input: string, setting: string | undefined): string | undefined =>
  input === 'none' ? undefined : `${setting}:${input}`;

it('computes what it is asked again only once, and each setting for itself', () => {
  const computed = vi.fn(compute);
  const remembered = memoize(computed, 10);
  for (const setting of ['NO', 'SE', undefined]) {
    for (let n = 0; n < 3; n += 1) expect(remembered('91234567', setting)).toBe(`${setting}:91234567`);
  }
  expect(computed).toHaveBeenCalledTimes(3);
  expect(remembered('none', 'NO')).toBeUndefined();
});

it('forgets rather than grow', () => {
  const computed = vi.fn(compute);
  const remembered = memoize(computed, 2);
  for (const input of ['a', 'b', 'a', 'b']) remembered(input, 'NO');
  expect(computed).toHaveBeenCalledTimes(2);
  remembered('c', 'NO');
  expect(remembered('a', 'NO')).toBe('NO:a');
  expect(computed).toHaveBeenCalledTimes(4);
});
