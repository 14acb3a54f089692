import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteFiles } from '../../site/files.ts';
import { writeSite } from '../../site/write.ts';
import { accessibilityProblems } from '../support/axe.ts';
import { isDark, overflow, SCREENS, type Screen } from '../support/browser-page.ts';
import { type SiteBrowser, startSiteBrowser } from './site-browser.ts';

const PAGES = [...siteFiles().keys()].filter((path) => path.endsWith('.html') && path !== 'reference.html');
const WIDE = { width: 1280, colorScheme: 'light' } as const;
const NARROW = { width: 390, colorScheme: 'light' } as const;

let site: SiteBrowser;
beforeAll(async () => {
  site = await startSiteBrowser();
});
afterAll(() => site?.stop());

/** Both widths and both schemes are in two of the four screens; the checks cost more than all else. */
const isChecked = ({ width, colorScheme }: Screen): boolean =>
  (width === WIDE.width) === (colorScheme === 'light');

const problemsOf = async (page: Page, screen: Screen): Promise<readonly string[]> => {
  const [titles, beyond, dark] = [await page.locator('h1').count(), await overflow(page), await isDark(page)];
  return [
    ...(titles === 1 ? [] : [`${titles} titles`]),
    ...(beyond === 0 ? [] : [`${beyond} px beyond the edge`]),
    ...(dark === (screen.colorScheme === 'dark') ? [] : ['the colours of the other scheme']),
    ...(isChecked(screen) ? await accessibilityProblems(page) : []),
  ];
};

describe.each(SCREENS)('at $width px, $colorScheme', (screen) => {
  it('every page is readable, and axe finds nothing', async () => {
    await site.open(screen, async (page, troubles) => {
      const problems: Record<string, readonly string[]> = {};
      for (const path of PAGES) {
        await page.goto(`${site.docs}/${path}`);
        const found = await problemsOf(page, screen);
        if (found.length > 0) problems[path] = found;
      }
      expect(problems).toEqual({});
      expect(troubles).toEqual([]);
    });
  });
});

/** From the first page by every link of the site. */
const crawl = async (page: Page, docs: string): Promise<ReadonlySet<string>> => {
  const seen = new Set<string>();
  const waiting = [`${docs}/index.html`];
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    if (seen.has(url)) continue;
    seen.add(url);
    if (!url.endsWith('.html')) continue;
    await page.goto(url);
    const links = (await page.evaluate('[...document.links].map(({ href }) => href)')) as string[];
    for (const link of links) {
      const [address = ''] = link.split('#');
      if (address.startsWith(docs)) waiting.push(address);
    }
  }
  return seen;
};

describe('the links', () => {
  it('lead to every page and file, and none into nothing', async () => {
    await site.open(WIDE, async (page, troubles) => {
      const seen = await crawl(page, site.docs);
      for (const path of PAGES) expect(seen).toContain(`${site.docs}/${path}`);
      for (const url of seen) expect([url, (await page.request.get(url)).status()]).toEqual([url, 200]);
      expect(troubles).toEqual([]);
    });
  });
});

describe('the search', () => {
  it('finds sections, codes and operations, by key and by click', async () => {
    await site.open(WIDE, async (page, troubles) => {
      await page.goto(`${site.docs}/index.html`);
      await page.keyboard.press('/');
      await page.keyboard.type('idempotency key');
      const found = page.locator('.found a');
      await found.first().waitFor();
      expect(await found.allTextContents()).toEqual(
        expect.arrayContaining([expect.stringContaining('Idempotency keys')]),
      );
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.locator('.find input').fill('duplicated_msisdns');
      await page.getByRole('link', { name: 'duplicated_msisdns' }).first().click();
      expect(page.url()).toBe(`${site.docs}/errors.html#duplicated_msisdns`);
      await page.locator('.find input').fill('create a member');
      await found.first().filter({ hasText: 'Create a member' }).waitFor();
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate('document.activeElement.closest(".found") !== null')).toBe(true);
      await page.keyboard.press('Escape');
      expect(await found.first().isVisible()).toBe(false);
      expect(troubles).toEqual([]);
    });
  });

  it('says when there is nothing', async () => {
    await site.open(NARROW, async (page, troubles) => {
      await page.goto(`${site.docs}/errors.html`);
      await page.locator('.find input').fill('zzzzqqq');
      await page.getByText('Nothing about').waitFor();
      expect(await overflow(page)).toBe(0);
      expect(troubles).toEqual([]);
    });
  });
});

describe('code', () => {
  it('is copied with the port that the stack has', async () => {
    await site.open(WIDE, async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto(`${site.docs}/index.html`);
      const block = page.locator('.code', { hasText: 'member_schema' });
      await block.hover();
      await block.getByRole('button', { name: 'Copy' }).click();
      const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
      expect(copied).toContain(`curl "${new URL(site.docs).origin}/api/v3/`);
      expect(await block.getByRole('button').textContent()).toBe('Copied');
    });
  });
});

describe('the files of npm run docs', () => {
  it('work from a folder, without a server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loyalty-docs-'));
    await writeSite(folder);
    await site.open(WIDE, async (page, troubles) => {
      await page.goto(`${pathToFileURL(join(folder, 'reference.html')).href}#tag/members/members.create`);
      await page
        .getByText(/"http:\/\/127\.0\.0\.1:3000\/\S*infinity-mall\/members"/)
        .first()
        .waitFor();
      await page.getByRole('link', { name: 'Guide', exact: true }).click();
      await page.locator('h1', { hasText: 'Begin' }).waitFor();
      await page.locator('.find input').fill('unsubscribe');
      await page.locator('.found a').first().waitFor();
      expect(troubles).toEqual([]);
    });
    rmSync(folder, { recursive: true });
  });
});

describe('with the keyboard', () => {
  it('the first key leads past the navigation, and every page can be reached', async () => {
    await site.open(WIDE, async (page) => {
      await page.goto(`${site.docs}/`);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the text');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
    });
  });

  it('the list of pages unfolds on a narrow screen', async () => {
    await site.open(NARROW, async (page) => {
      await page.goto(`${site.docs}/errors.html`);
      const link = page.locator('.side').getByRole('link', { name: 'Members', exact: true });
      expect(await link.isVisible()).toBe(false);
      await page.getByRole('button', { name: 'All pages' }).focus();
      await page.keyboard.press('Enter');
      expect(await accessibilityProblems(page)).toEqual([]);
      await link.click();
      expect(page.url()).toBe(`${site.docs}/members.html`);
    });
  });
});
