import { readFileSync } from 'node:fs';
import { guidePages } from './guide.ts';
import { guideHtml, referenceHtml } from './layout.ts';

const ASSETS = new URL('./assets/', import.meta.url);
const ROOT = new URL('../', import.meta.url);

const POSTMAN = 'loyalty-club.postman_collection.json';
/** What the reference shows: each endpoint once. */
const ONCE = 'openapi-once.json';
const OPENAPI = ['openapi.json', ONCE, 'openapi-2017.json', 'openapi-3.0.json'] as const;

const asset = (name: string): string => readFileSync(new URL(name, ASSETS), 'utf8');
const generated = (name: string): string => readFileSync(new URL(name, ROOT), 'utf8');

export interface SiteFile {
  readonly type: string;
  readonly text: () => string | Promise<string>;
}

const html = (text: string): SiteFile => ({ type: 'text/html; charset=utf-8', text: () => text });
const script = (text: SiteFile['text']): SiteFile => ({ type: 'text/javascript; charset=utf-8', text });
const json = (name: string): SiteFile => ({
  type: 'application/json; charset=utf-8',
  text: () => generated(name),
});

/** As a script, so that the pages also work from a folder, where a browser fetches nothing. */
const documentScript = (): string =>
  `globalThis.OPENAPI = ${JSON.stringify(JSON.parse(generated(ONCE))).replaceAll('<', '\\u003c')};\n`;

/** Every file of the documentation by its path. What is large is read when it is asked for. */
export const siteFiles = (): ReadonlyMap<string, SiteFile> => {
  const pages = guidePages();
  return new Map<string, SiteFile>([
    ...pages.map(
      (page, index) =>
        [index === 0 ? 'index.html' : `${page.name}.html`, html(guideHtml(pages, page))] as const,
    ),
    ['reference.html', html(referenceHtml())],
    ...OPENAPI.map((name) => [name, json(name)] as const),
    [POSTMAN, json(POSTMAN)],
    ['assets/style.css', { type: 'text/css; charset=utf-8', text: () => asset('style.css') }],
    ['assets/icon.svg', { type: 'image/svg+xml', text: () => asset('icon.svg') }],
    ['assets/reference.js', script(() => asset('reference.js'))],
    ['assets/openapi.js', script(documentScript)],
    // Four megabytes: loaded by those who build or look at the reference.
    ['assets/scalar.js', script(async () => (await import('./renderer.ts')).rendererScript())],
  ]);
};
