import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { pathsOf } from '#shared/contracts/endpoint.ts';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { restClientFile } from '../../../openapi/rest-client/requests.ts';
import { siteFiles } from '../../../site/files.ts';

const files = siteFiles();
const textOf = async (name: string): Promise<string> => String(await files.get(name)?.text());
const markdown = await Promise.all(
  [...files.keys()]
    .filter((name) => /\.(?:md|txt)$/.test(name))
    .map(async (name) => [name, await textOf(name)] as const),
);
const linksIn = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```|`[^`\n]*`/gm, '').matchAll(/(?<!!)\]\(([^()\s]+)\)/g)].map(
    ([, href = '']) => href,
  );

describe.each(markdown)('%s', (_, text) => {
  it('links only to files that are there', () => {
    for (const href of linksIn(text).filter((one) => !/^(?:https?:|#)/.test(one)))
      expect([...files.keys()], href).toContain(href.replace(/#.*$/, ''));
  });
});

it('every page is there as Markdown, and llms.txt names it', async () => {
  const contents = await textOf('llms.txt');
  const pages = [...files.keys()].filter((name) => name.endsWith('.html') && name !== 'reference.html');
  for (const name of pages.map((page) => page.replace(/html$/, 'md'))) {
    expect([...files.keys()]).toContain(name);
    expect(contents).toContain(`](${name})`);
  }
  expect(contents).toMatch(/^# .+\n\n> .+\n/);
});

it('the Markdown of the errors explains every code', async () => {
  const errors = await textOf('errors.md');
  for (const code of Object.keys(ERROR_CODES)) expect(errors).toContain(`| \`${code}\` |`);
});

describe('the requests for REST clients', () => {
  const [head = '', ...requests] = restClientFile().split(/^### /m);
  const declared = new Set([...head.matchAll(/^@(\w+) = \S/gm)].map(([, name]) => name));

  it('call every endpoint, with variables that are declared', () => {
    const lines = requests.map((request) => request.split('\n')[1] ?? '');
    for (const contract of CATALOGUE) {
      const path = (pathsOf(contract).at(contract.family === 'members' ? contract.paths.length : 0) ?? '')
        .replace(':loyalty_club_slug', '\\{\\{club\\}\\}')
        .replace(/:\w+/g, '[^/?]+');
      const line = new RegExp(`^${contract.methods[0]} \\{\\{base_url\\}\\}${path}(?:\\?|$)`);
      expect(
        lines.some((one) => line.test(one)),
        contract.id,
      ).toBe(true);
    }
    for (const [, name] of requests.join('').matchAll(/\{\{(\w+)\}\}/g)) expect(declared).toContain(name);
  });

  it('have a blank line before the body, and JSON there', () => {
    for (const request of requests) {
      const [, ...body] = request.trimEnd().split('\n\n');
      const filled = body
        .join('\n\n')
        .replace(/"\{\{\w+\}\}"/g, '"x"')
        .replace(/\{\{\w+\}\}/g, '1');
      if (filled !== '') expect(() => JSON.parse(filled), request).not.toThrow();
    }
  });
});
