import { Marked } from 'marked';
import { diagramHtml } from './diagram.ts';
import { type Heading, headingIds } from './headings.ts';
import { pageLink } from './links.ts';

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);

/** What a block of code is called; each is reached by keyboard, because it scrolls. */
const CODE_NAMES: Readonly<Record<string, string>> = { sh: 'Command', mermaid: 'Mermaid text' };

const codeBlock = (text: string, language = ''): string =>
  `<div class="code"><pre tabindex="0" role="group" aria-label="${CODE_NAMES[language] ?? 'Example'}"><code>${escaped(text)}</code></pre></div>\n`;

const TABLE = '<div class="table" tabindex="0" role="group" aria-label="Table"><table>';

export interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
}

/** @param file where the text is in the project, for its links */
export const rendered = (text: string, file: string): Rendered => {
  const headings: Heading[] = [];
  const idOf = headingIds();
  let diagrams = 0;
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const inner = this.parser.parseInline(tokens);
        const id = idOf(inner);
        headings.push({ depth, id, text: inner });
        if (depth === 1) return `<h1>${inner}</h1>\n`;
        const link = `<a class="anchor" href="#${id}" aria-label="Link to this section">#</a>`;
        return `<h${depth} id="${id}">${inner} ${link}</h${depth}>\n`;
      },
      code({ text: code, lang }) {
        const block = codeBlock(code, lang);
        if (lang !== 'mermaid') return block;
        diagrams += 1;
        return diagramHtml(code, `diagram-${diagrams}`, block);
      },
      link({ href, tokens }) {
        const inner = this.parser.parseInline(tokens);
        const target = pageLink(href, file, 'html');
        return target === undefined ? inner : `<a href="${target}">${inner}</a>`;
      },
    },
    hooks: {
      postprocess: (html) =>
        html
          .replaceAll('<table>', TABLE)
          .replaceAll('</table>', '</table></div>')
          // A table without headings is a list of pairs.
          .replace(/<thead>\s*<tr>(\s*<th><\/th>)+\s*<\/tr>\s*<\/thead>/g, '')
          .replaceAll('<th></th>', '<td></td>'),
    },
  });
  return { html: marked.parse(text) as string, headings };
};

/** Code, which stays as it is, or a link, whose label may have code. */
const CODE_OR_LINK = /^```[\s\S]*?^```|`[^`\n]*`|(?<!!)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^()\s]+)\)/gm;

/** The text with its links as they lead among the Markdown pages. */
export const withMarkdownLinks = (text: string, file: string): string =>
  text.replace(CODE_OR_LINK, (whole: string, label?: string, href?: string) => {
    if (label === undefined || href === undefined) return whole;
    const target = pageLink(href, file, 'md');
    return target === undefined ? label : `[${label}](${target})`;
  });
