import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { pathsOf, pathTemplate } from '#shared/contracts/endpoint.ts';
import { plainText } from './headings.ts';
import { operationLink } from './links.ts';
import type { Page } from './pages.ts';

/** A section of a page, as the search finds it; short keys, because a reader loads all of it. */
interface Entry {
  /** Address. */
  readonly u: string;
  /** Title of the page. */
  readonly p: string;
  /** Heading of the section; empty above the first. */
  readonly h: string;
  /** Text. */
  readonly t: string;
}

const words = (html: string): string =>
  plainText(
    html.replace(/<svg[\s\S]*?<\/svg>/g, '').replace(/<\/(?:p|li|td|th|dt|dd|tr|pre|h\d)>|<br>/g, ' '),
  )
    .replace(/\s+/g, ' ')
    .trim();

const CUT = /<(?=h[2-6] id=|div id=)/;
const START = /^(?:h[2-6]|div) id="([^"]+)">([\s\S]*?)(?:<\/h[2-6]>|<\/dt>)([\s\S]*)$/;

const sectionsOf = ({ name, title, html }: Page): readonly Entry[] =>
  html.split(CUT).flatMap((part) => {
    const [, id, heading = '', rest = ''] = START.exec(part) ?? [];
    const h = words(heading.replace(/<a class="anchor"[\s\S]*?<\/a>/, ''));
    const t = words(id === undefined ? part.replace(/<h1>[\s\S]*?<\/h1>/, '') : rest);
    const u = `${name}.html${id === undefined ? '' : `#${id}`}`;
    return t === '' && id === undefined ? [] : [{ u, p: title, h, t }];
  });

const operations = (): readonly Entry[] =>
  CATALOGUE.map((contract) => ({
    u: operationLink(contract),
    p: 'API reference',
    h: contract.summary,
    t: `${contract.methods.join(', ')} ${pathTemplate(pathsOf(contract).at(-1) ?? '')} · ${contract.permit}`,
  }));

/** The set-up of a test run has no `import.meta.resolve`. */
const require = createRequire(import.meta.url);
/** For browsers, beside what Node requires. */
const MINISEARCH = join(dirname(require.resolve('minisearch')), '../umd/index.js');

/** The library and what it searches, as a script: a browser fetches nothing from a folder. */
export const searchScript = (pages: readonly Page[]): string => {
  const entries = [...operations(), ...pages.flatMap(sectionsOf)];
  const library = readFileSync(MINISEARCH, 'utf8').replace(/\n\/\/# sourceMappingURL=.*$/m, '');
  return `${library}\nglobalThis.SEARCH = ${JSON.stringify(entries).replaceAll('<', '\\u003c')};\n`;
};
