import { readFileSync } from 'node:fs';
import { type Heading, plainText } from './headings.ts';
import { rendered, withMarkdownLinks } from './markdown.ts';
import { type Group, ROOT, SOURCES, type Source } from './sources.ts';
import { TABLES, type Table } from './tables.ts';

/** One page of the site. */
export interface Page {
  readonly name: string;
  readonly group: Group;
  readonly title: string;
  /** Its first sentences. */
  readonly summary: string;
  readonly html: string;
  readonly markdown: string;
  readonly headings: readonly Heading[];
}

const withTables = (text: string, form: keyof Table): string =>
  text.replace(/^<!-- (\w+) -->$/gm, (_, name: string) => {
    const table = TABLES[name];
    if (!table) throw new Error(`The guide asks for a table ${name}, which site/tables.ts does not have`);
    return table[form]();
  });

/** One sentence is often too short to say what a page is about. */
const SUMMARY_CHARACTERS = 60;

const summaryOf = (html: string): string => {
  const [, first = ''] = /<p>([\s\S]*?)<\/p>/.exec(html) ?? [];
  let summary = '';
  for (const sentence of plainText(first).split(/(?<=[.:])\s/)) {
    if (summary.length >= SUMMARY_CHARACTERS) break;
    summary = `${summary} ${sentence}`.trim();
  }
  return summary.replace(/:$/, '.');
};

const pageOf = ({ name, file, group, title }: Source): Page => {
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  const { html, headings } = rendered(withTables(text, 'html'), file);
  return {
    name,
    group,
    title: title ?? plainText(headings.find(({ depth }) => depth === 1)?.text ?? name),
    summary: summaryOf(html),
    html,
    markdown: withMarkdownLinks(withTables(text, 'markdown'), file),
    headings,
  };
};

/** Every page, in reading order. */
export const sitePages = (): readonly Page[] => SOURCES.map(pageOf);

/** Those that teach the API. */
export const guidePages = (): readonly Page[] => SOURCES.filter(({ group }) => group === 'Guide').map(pageOf);
