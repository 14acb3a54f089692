import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openProgress } from '../../cli/import/progress.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('says from the first second on how many rows were sent, at what rate, and how long it will take', () => {
  const lines: string[] = [];
  const output = { isTTY: false, write: (line: string) => lines.push(line) };
  const progress = openProgress(output as never, Date.now);
  progress.start(1000, 200);
  progress.sent(1000);
  vi.advanceTimersByTime(1000);
  progress.update(400, 500);
  vi.advanceTimersByTime(5000);
  progress.sent(1000);
  vi.advanceTimersByTime(5000);
  progress.update(1200, 2000);
  progress.stop();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    '20%  1000 sent  0 rows  0 rows/s  ? left\n',
    '40%  1000 sent  500 rows  83 rows/s  18s left\n',
    '40%  2000 sent  500 rows  45 rows/s  33s left\n',
  ]);
});
