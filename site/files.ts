import { readFileSync } from 'node:fs';
import { pageHtml, referenceHtml } from './layout.ts';
import { llmsText } from './llms.ts';
import { sitePages } from './pages.ts';
import { searchScript } from './search.ts';
import { DOWNLOADS, ROOT } from './sources.ts';

const ASSETS = new URL('./assets/', import.meta.url);

/** What the reference shows: each endpoint once. */
const ONCE = 'openapi-once.json';
const asset = (name: string): string => readFileSync(new URL(name, ASSETS), 'utf8');
const project = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');

export interface SiteFile {
  readonly type: string;
  readonly text: () => string | Promise<string>;
}

const file =
  (type: string) =>
  (text: SiteFile['text']): SiteFile => ({ type, text });
const html = file('text/html; charset=utf-8');
const plain = file('text/plain; charset=utf-8');
const markdown = file('text/markdown; charset=utf-8');
const script = file('text/javascript; charset=utf-8');
const json = file('application/json; charset=utf-8');
const css = file('text/css; charset=utf-8');

const typeOf = (name: string) => (name.endsWith('.json') ? json : plain);

/** As a script, so that the pages also work from a folder, where a browser fetches nothing. */
const documentScript = (): string =>
  `globalThis.OPENAPI = ${JSON.stringify(JSON.parse(project(ONCE))).replaceAll('<', '\\u003c')};\n`;

const description = (): string => JSON.parse(project('package.json')).description;

/** Every file of the documentation by its path. What is large is read when it is asked for. */
export const siteFiles = (): ReadonlyMap<string, SiteFile> => {
  const pages = sitePages();
  return new Map<string, SiteFile>([
    ...pages.flatMap((page) => [
      [`${page.name}.html`, html(() => pageHtml(pages, page))] as const,
      [`${page.name}.md`, markdown(() => page.markdown)] as const,
    ]),
    ['reference.html', html(referenceHtml)],
    ['llms.txt', plain(() => llmsText(pages, description()))],
    ...DOWNLOADS.map(({ file: name }) => [name, typeOf(name)(() => project(name))] as const),
    ...['base.css', 'style.css'].map((name) => [`assets/${name}`, css(() => asset(name))] as const),
    ['assets/icon.svg', file('image/svg+xml')(() => asset('icon.svg'))],
    ...['site.js', 'reference.js'].map((name) => [`assets/${name}`, script(() => asset(name))] as const),
    ['assets/search.js', script(() => searchScript(pages))],
    ['assets/openapi.js', script(documentScript)],
    // Four megabytes: loaded by those who build or look at the reference.
    ['assets/scalar.js', script(async () => (await import('./renderer.ts')).rendererScript())],
  ]);
};
