import { afterEach, expect, it, vi } from 'vitest';
import { readJson } from '../../cli/import/read/json.ts';
import { linesOf } from '../../cli/import/read/lines.ts';
import { fileOf } from './import-files.ts';

const CHUNK = 256 * 1024;

afterEach(() => vi.restoreAllMocks());

const read = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

it('copies a line of many chunks once', async () => {
  const content = 'x'.repeat(20 * CHUNK);
  const path = await fileOf('long.jsonl', `${content}\nlast`);
  const concat = vi.spyOn(Buffer, 'concat');
  const lines = await read(linesOf(path));
  const copied = concat.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0);
  expect(lines.map(({ text, end }) => [text.length, end])).toEqual([
    [content.length, content.length + 1],
    [4, content.length + 5],
  ]);
  expect(copied).toBeLessThan(2 * content.length);
});

it('reads an array of one line without holding more than an element', async () => {
  const count = CHUNK / 4;
  const path = await fileOf('array.json', `[${'{},'.repeat(count)}{}]`);
  let [records, last] = [0, 0];
  const concat = vi.spyOn(Buffer, 'concat');
  for await (const { end } of readJson(path)) {
    records += 1;
    last = end;
  }
  const longest = concat.mock.results.reduce(
    (most, { value }) => Math.max(most, (value as Buffer).length),
    0,
  );
  expect([records, last]).toEqual([count + 1, 3 * count + 4]);
  expect(longest).toBeLessThan(10);
});

it.each([
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
])('finds %s wherever a chunk ends', async (_, end) => {
  for (const length of [CHUNK - 2, CHUNK - 1, CHUNK, 2 * CHUNK - 1]) {
    const texts = ['x'.repeat(length), '', 'b', 'c'];
    const lines = await read(linesOf(await fileOf('ends.jsonl', texts.join(end))));
    expect(lines.map(({ text }) => text.length)).toEqual([length, 0, 1, 1]);
    expect(lines.at(-1)?.end).toBe(length + 2 + 3 * end.length);
  }
});
