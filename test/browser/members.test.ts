import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Club } from '#shared/domain/clubs/club.ts';
import { readClubFile } from '#shared/domain/clubs/club-file.ts';
import { previewFiles } from '#shared/preview/preview-files.ts';
import { accessibilityProblems } from '../support/axe.ts';
import { launchBrowser, overflow, SCREENS, type Screen } from '../support/browser-page.ts';

/** What members see, as `loyalty mails preview` writes it, of clubs whose colors are hard to read. */

const LOGO = 'https://cdn.mall.example/logo.svg';
const LOOKS = {
  'its own colors': undefined,
  'yellow on navy, with a logo': {
    logo_url: LOGO,
    home_url: 'https://mall.example/',
    colors: { accent: '#f5d90a', background: '#1a1a2e' },
  },
  'white on white': { colors: { accent: '#ffffff', background: '#ffffff' } },
  'black on black': { colors: { accent: '#000000', background: '#000000' } },
} as const;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="48"/>';

const file = JSON.parse(
  readFileSync(new URL('../../local/demo/infinity-mall.json', import.meta.url), 'utf8'),
);
const UNSTORED = { id: 1, schema_version: 1, version: 1, created_at: '', updated_at: '' };

/** HTML by path; English is enough for looks. */
const filesOf = (look: keyof typeof LOOKS): [string, string][] => {
  const branding = LOOKS[look] ?? file.branding;
  const consent = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
  const member_schema = { ...file.member_schema, consents: { offers: consent } };
  const consent_names = { offers: { en: 'News about offers and events at the mall and in its shops' } };
  const reading = readClubFile('infinity-mall', { ...file, branding, member_schema, consent_names });
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  const club: Club = { ...UNSTORED, ...reading.club };
  return [...previewFiles(club, new Date('2026-06-01T10:00:00Z'))].filter(([path]) =>
    path.endsWith('.en.html'),
  );
};

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
});

const openContext = async (screen: Screen, requests: string[]): Promise<BrowserContext> => {
  const { width, colorScheme } = screen;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  await context.route('**/*', (route) => {
    requests.push(route.request().url());
    return route.fulfill({ contentType: 'image/svg+xml', body: SVG });
  });
  return context;
};

describe.each(SCREENS)('at $width px, $colorScheme', (screen) => {
  it.each(Object.keys(LOOKS) as (keyof typeof LOOKS)[])(
    'members can read and use every page and built-in mail: %s',
    async (look) => {
      const requests: string[] = [];
      const context = await openContext(screen, requests);
      const page = await context.newPage();
      const seen: Record<string, unknown> = {};
      const files = filesOf(look);
      for (const [path, html] of files) {
        await page.setContent(html, { waitUntil: 'load' });
        await page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true");
        const headings = await page.locator('h1').count();
        const problems = await accessibilityProblems(page);
        seen[path] = { overflow: await overflow(page), headings, problems };
      }
      await context.close();
      const good = { overflow: 0, headings: 1, problems: [] };
      expect(seen).toEqual(Object.fromEntries(files.map(([path]) => [path, good])));
      expect(files.length).toBeGreaterThan(10);
      const loaded = look === 'yellow on navy, with a logo' ? [LOGO] : [];
      expect([...new Set(requests)]).toEqual(loaded);
    },
  );
});
