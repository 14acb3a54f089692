import { describe, expect, it } from 'vitest';
import { exists, read, written } from './repository.ts';

const LIST = 'docs/threats-and-faults.md';

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  /** `not built`, or links: the title of a test, leading to its file. */
  readonly proof: string;
}

const rows: readonly Row[] = read(LIST)
  .split('\n')
  .filter((line) => /^\| [A-Z]\d+ \|/.test(line))
  .map((line) => {
    const cells = line.split('|').slice(1, -1);
    return { name: cells[0]?.trim() ?? '', cells, proof: cells.at(-1)?.trim() ?? '' };
  });

const LINK = /\[([^\]]+)\]\(\.\.\/(test\/[\w./-]+\.test\.ts)\)/g;

const built = rows.filter(({ proof }) => proof !== 'not built');
const proofs = built.flatMap(({ name, proof }) =>
  [...proof.matchAll(LINK)].map(([, title = '', file = '']) => ({ name, title, file })),
);

/** A title is the first argument of a call, in whatever quotes. */
const hasTest = (source: string, title: string): boolean =>
  ["'", '"', '`'].some((quote) => {
    const text = `${quote}${title}${quote}`;
    for (let at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + 1)) {
      if (/\(\s*$/.test(source.slice(0, at)) && /^\s*,/.test(source.slice(at + text.length))) return true;
    }
    return false;
  });

const sources = written().filter((file) => file !== LIST);

const found = (pattern: RegExp): string[] =>
  sources.flatMap((file) => [...read(file).matchAll(pattern)].map(([match]) => `${file}: ${match}`));

describe('the list of threats and faults', () => {
  it.each(['T', 'F', 'C'])('numbers its rows without a gap: %s', (letter) => {
    const numbers = rows.map(({ name }) => name).filter((name) => name.startsWith(letter));
    expect(numbers).toEqual(numbers.map((_, index) => `${letter}${index + 1}`));
    expect(numbers.length).toBeGreaterThan(10);
  });

  it('says in each row what can go wrong and what holds', () => {
    const incomplete = rows.filter(({ cells }) => cells.length !== 4 || cells.some((cell) => !cell.trim()));
    expect(incomplete).toEqual([]);
  });

  it('has a test for everything that is built, and nothing but tests there', () => {
    const rest = built.filter(({ proof }) => !/^(?: · )*$/.test(proof.replaceAll(LINK, '')));
    expect(rest).toEqual([]);
    expect(built.filter(({ name }) => !proofs.some((proof) => proof.name === name))).toEqual([]);
  });

  it('names tests that exist', () => {
    const missing = proofs.filter(({ file, title }) => !exists(file) || !hasTest(read(file), title));
    expect(missing).toEqual([]);
  });

  it('has a row for every number that is cited', () => {
    const names = new Set(rows.map(({ name }) => name));
    const cited = found(/\b[TF][1-9]\d*\b/g);
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter((one) => !names.has(one.slice(one.lastIndexOf(' ') + 1)))).toEqual([]);
  });

  it('is cited by the right word: threats are T, faults are F', () => {
    expect(found(/\b(?:threats? F|faults? T)\d+/gi)).toEqual([]);
  });
});
