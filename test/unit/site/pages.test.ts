import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { openApiOnce } from '../../../openapi/document/documents.ts';
import { siteFiles } from '../../../site/files.ts';
import { DOWNLOADS } from '../../../site/sources.ts';
import { operations, operationsIn } from '../../support/openapi.ts';

const files = siteFiles();
const pages = await Promise.all(
  [...files]
    .filter(([path]) => path.endsWith('.html'))
    .map(async ([path, { text }]) => [path, await text()] as const),
);
const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([, found = '']) => found);
const idsIn = (path: string): string[] =>
  all(pages.find(([name]) => name === path)?.[1] ?? '', / id="([^"]+)"/g);
const linksIn = (html: string): string[] => all(html, / (?:href|src)="([^"]+)"/g);
const text = (html: string): string =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe.each(pages)('%s', (path, html) => {
  it('links only to files and sections that are there, and loads nothing from elsewhere', () => {
    const hrefs = operationsIn(openApiOnce()).map(({ node }) => `tag/${node.tags[0]}/${node.operationId}`);
    for (const link of linksIn(html)) {
      if (/^https:\/\//.test(link)) {
        expect(html).toContain(`<a href="${link}"`);
        continue;
      }
      const [file = '', section] = link.split('#');
      const target = file === '' ? path : file;
      expect([...files.keys()], link).toContain(target);
      if (section)
        expect(target === 'reference.html' ? [...hrefs, 'reference'] : idsIn(target), link).toContain(
          section,
        );
    }
  });

  it('has one title, a language, and names its sections once', () => {
    expect(html).toContain('<html lang="en">');
    if (path !== 'reference.html') expect(all(html, /<(h1)>/g)).toHaveLength(1);
    expect(new Set(idsIn(path)).size).toBe(idsIn(path).length);
  });

  it('shows JSON that is JSON', () => {
    const blocks = all(html, /<pre[^>]*><code>([\s\S]*?)<\/code>/g).map(text);
    for (const block of blocks.filter((one) => one.startsWith('{')))
      expect(() => JSON.parse(block)).not.toThrow();
  });
});

it('draws each diagram of a text, with fonts and colors of the page, and finds its text once', async () => {
  const [, html = ''] = pages.find(([path]) => path === 'architecture.html') ?? [];
  const drawings = all(html, /role="img"[^>]*>(<svg[\s\S]*?<\/svg>)/g);
  expect(drawings).toHaveLength(all(html, /aria-label="(Mermaid text)"/g).length);
  expect(drawings).toHaveLength(2);
  expect(drawings.join()).not.toMatch(/https?:\/\/(?!www\.w3\.org\/)|Inter/);
  expect(drawings[1]).toContain('transmitting');
  const search = String(await files.get('assets/search.js')?.text());
  expect(search).not.toContain('--_text');
  expect(search.match(/stateDiagram-v2/g)).toHaveLength(1);
});

describe('the guide', () => {
  it('has an anchor for every error code, where the links of errors lead', () => {
    expect(idsIn('errors.html')).toEqual(expect.arrayContaining(Object.keys(ERROR_CODES)));
  });

  it('links every document of the API where it says what each is for', () => {
    const html = pages.find(([name]) => name === 'clients.html')?.[1] ?? '';
    const article = html.slice(html.indexOf('<article>'), html.indexOf('</article>'));
    expect(linksIn(article)).toEqual(expect.arrayContaining(DOWNLOADS.map(({ file }) => file)));
  });

  it('lists every endpoint', () => {
    const list = pages.find(([name]) => name === 'endpoints.html')?.[1] ?? '';
    const ids = new Set(operations.map(({ node }) => node['x-permit']));
    for (const permit of ids) expect(list).toContain(`>${permit}<`);
  });
});

describe('what the reference is made of', () => {
  it('is here as a whole: the renderer, the document, the collection', async () => {
    for (const name of [
      'assets/scalar.js',
      'assets/openapi.js',
      'openapi.json',
      'loyalty-club.postman_collection.json',
    ]) {
      expect((await files.get(name)?.text())?.length, name).toBeGreaterThan(100_000);
    }
  });
});
