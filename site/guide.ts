import { readdirSync, readFileSync } from 'node:fs';
import { Marked } from 'marked';
import { TABLES } from './tables.ts';

const FOLDER = new URL('../docs/guide/', import.meta.url);

interface Heading {
  readonly id: string;
  readonly text: string;
}

/** One page of the guide. */
export interface GuidePage {
  /** `03-errors.md` is `errors`. */
  readonly name: string;
  readonly title: string;
  readonly html: string;
  /** Second-level headings, for the page's own list of contents. */
  readonly headings: readonly Heading[];
}

/** `What to do` → `what-to-do`. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/<[^>]*>|&\w+;/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

/** @param onHeading called with each heading below the title */
const renderer = (onHeading: (depth: number, heading: Heading) => void): Marked =>
  new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        const id = slugOf(text);
        onHeading(depth, { id, text });
        if (depth === 1) return `<h1>${text}</h1>\n`;
        const link = `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
        return `<h${depth} id="${id}">${text} ${link}</h${depth}>\n`;
      },
      // Scrollable, so it must be reachable by keyboard.
      code({ text, lang }) {
        const name = lang === 'sh' ? 'Command' : 'Example';
        return `<pre tabindex="0" aria-label="${name}"><code>${escaped(text)}</code></pre>\n`;
      },
    },
    hooks: {
      postprocess: (html) =>
        html
          .replaceAll('<table>', '<div class="table" tabindex="0" role="region" aria-label="Table"><table>')
          .replaceAll('</table>', '</table></div>')
          // A table without headings is a list of pairs.
          .replace(/<thead>\s*<tr>(\s*<th><\/th>)+\s*<\/tr>\s*<\/thead>/g, ''),
    },
  });

const withTables = (text: string): string =>
  text.replace(/<!-- (\w+) -->/g, (_, name: string) => {
    const table = TABLES[name];
    if (!table) throw new Error(`The guide asks for a table ${name}, which site/tables.ts does not have`);
    return table();
  });

/** Links that lead somewhere in the repository, as they must be among the pages. */
const withPageLinks = (text: string): string =>
  text.replace(/\]\(\d+-([a-z-]+)\.md/g, ']($1.html').replaceAll('](../../', '](');

const pageOf = (file: string): GuidePage => {
  const headings: Heading[] = [];
  let title = '';
  const html = renderer((depth, heading) => {
    if (depth === 1) title = heading.text;
    if (depth === 2) headings.push(heading);
  }).parse(withTables(withPageLinks(readFileSync(new URL(file, FOLDER), 'utf8')))) as string;
  return { name: file.replace(/^\d+-|\.md$/g, ''), title, html, headings };
};

/** In the order of the files' numbers. */
export const guidePages = (): readonly GuidePage[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map(pageOf);
