import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists, markdown, read, written } from './repository.ts';

interface Cited {
  /** The words before a section. */
  readonly words: RegExp;
  /** Where its headings are; absent for documents that others publish. */
  readonly file?: string;
}

/** How documents are cited: `contract §1.2.1`, `contract §1.8, §1.9`, `RFC 9700 §4.14.2`. */
const DOCUMENTS: readonly Cited[] = [
  { words: /\bcontract$/i, file: 'docs/contract.md' },
  { words: /\barchitecture$/i, file: 'docs/architecture.md' },
  { words: /\bRFC \d+$/ },
  { words: /\bdraft-04$/i },
  { words: /\bJSON Reference$/ },
  { words: /\bHTML standard$/ },
  { words: /\bNIST SP 800-63B$/ },
];

interface Citation {
  readonly place: string;
  readonly section: string;
  readonly document: Cited | undefined;
}

const SECTION = /§ ?(\d+(?:\.\d+)*|\w+)/g;
const EARLIER_SECTIONS = /(?:§ ?[\d.]*\d(?:,| and|, and| to) ?)+$/;
const LINE_START = /\n\s*(?:\*|\/\/|#)?\s*/g;

const documentOf = (file: string, before: string): Cited | undefined => {
  const words = before.replace(LINE_START, ' ').replace(EARLIER_SECTIONS, '').trimEnd();
  return (
    DOCUMENTS.find((document) => document.words.test(words)) ??
    DOCUMENTS.find((document) => document.file === file)
  );
};

/** Every section that a text cites; a document names its own sections without a word before them. */
const citationsIn = (file: string, text: string): readonly Citation[] =>
  [...text.matchAll(SECTION)].map(({ 0: found, 1: section = '', index }) => {
    const before = text.slice(0, index);
    return {
      place: `${file}:${before.split('\n').length}: ${found}`,
      section,
      document: documentOf(file, before.slice(-200)),
    };
  });

const HEADING = /^#{1,6} +(.+)$/gm;
const headingsOf = (file: string): readonly string[] =>
  [...read(file).matchAll(HEADING)].map(([, text = '']) => text);

const sectionsOf = (file: string): ReadonlySet<string> =>
  new Set(headingsOf(file).flatMap((heading) => /^(\d+(?:\.\d+)*)\.? /.exec(heading)?.[1] ?? []));

/** As GitHub names the heading in links. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** The examples below cite what is not there. */
const THIS_FILE = 'test/architecture/citations.test.ts';

const citations = written()
  .filter((file) => file !== THIS_FILE)
  .flatMap((file) => citationsIn(file, read(file)));

describe('the citations of code, tests and documents', () => {
  it('are found in comments, over lines and in lists', () => {
    const text = '/**\n * Errors (contract\n * §1.8, §1.9), not RFC 9110 §10.2.3 and\n * §4 of nothing.\n */';
    const found = citationsIn('a.ts', text).map(({ section, document }) => [section, document?.words]);
    const [contract, , rfc] = DOCUMENTS.map(({ words }) => words);
    expect(found).toEqual([
      ['1.8', contract],
      ['1.9', contract],
      ['10.2.3', rfc],
      ['4', rfc],
    ]);
    expect(citationsIn('a.ts', 'design\n §5').map(({ place, document }) => [place, document])).toEqual([
      ['a.ts:2: §5', undefined],
    ]);
  });

  it('name documents of the repository, or published ones', () => {
    expect(citations.length).toBeGreaterThan(250);
    expect(citations.filter(({ document }) => !document).map(({ place }) => place)).toEqual([]);
  });

  it.each(DOCUMENTS.flatMap(({ file }) => file ?? []))('are sections of %s', (file) => {
    const sections = sectionsOf(file);
    const missing = citations.filter(
      ({ document, section }) => document?.file === file && !sections.has(section),
    );
    expect(missing.map(({ place }) => place)).toEqual([]);
  });

  it.each(DOCUMENTS.flatMap(({ file }) => file ?? []))('leave no number of %s twice', (file) => {
    const numbers = headingsOf(file).flatMap((heading) => /^[\d.]+/.exec(heading)?.[0] ?? []);
    expect(numbers.length).toBe(new Set(numbers).size);
  });

  it('name documents by paths that exist', () => {
    const named = written().flatMap((file) =>
      [...read(file).matchAll(/(?<![\w./-])docs\/[\w/-]+\.md\b/g)].map(([path]) => ({ file, path })),
    );
    expect(named.filter(({ path }) => !exists(path))).toEqual([]);
  });
});

describe('the links of documents', () => {
  const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
  const links = markdown().flatMap((file) =>
    [...read(file).matchAll(LINK)].map(([link, path = '', anchor]) => ({
      link: `${file}: ${link.slice(1)}`,
      target: path === '' ? file : join(dirname(file), path),
      anchor,
    })),
  );

  it('lead to files that exist', () => {
    expect(links.filter(({ target }) => !exists(target)).map(({ link }) => link)).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const broken = links.filter(
      ({ target, anchor }) =>
        anchor !== undefined &&
        target.endsWith('.md') &&
        exists(target) &&
        !headingsOf(target).map(anchorOf).includes(anchor),
    );
    expect(broken.map(({ link }) => link)).toEqual([]);
  });
});
