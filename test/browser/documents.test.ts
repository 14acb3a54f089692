import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentAt } from '../../local/documents.ts';
import { createGateway } from '../../local/gateway/server.ts';
import { openApiOnce } from '../../openapi/document/documents.ts';
import { siteFiles } from '../../site/files.ts';
import { writeSite } from '../../site/write.ts';
import { isDark, launchBrowser, openPage, overflow, SCREENS, type Screen } from '../support/browser-page.ts';
import { operationsIn } from '../support/openapi.ts';

/** What the reference shows. */
const openApi: any = openApiOnce();
const operations = operationsIn(openApi);

const GUIDE = [...siteFiles().keys()].filter((path) => path.endsWith('.html') && path !== 'reference.html');

let browser: Browser;
let server: Server;
let docs: string;

beforeAll(async () => {
  browser = await launchBrowser();
  server = createGateway({
    now: () => new Date(),
    load: () => Promise.reject(new Error('no functions here')),
    tools: async () => undefined,
    documents: documentAt,
    onProblem: () => undefined,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  docs = `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`;
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** Where the reference has an operation. */
const hrefOf = ({ node }: { node: any }): string => `#tag/${node.tags[0]}/${node.operationId}`;

/** Its name asks for the most room. */
const [LONGEST] = operations.toSorted((a, b) => b.node.summary.length - a.node.summary.length) as [
  (typeof operations)[number],
];

const open = <T>(screen: Screen, look: (page: Page, troubles: readonly string[]) => Promise<T>): Promise<T> =>
  openPage(browser, screen, [docs, 'file:'], look);

describe.each(SCREENS)('at $width px, $colorScheme', (screen) => {
  it.each(GUIDE)('the guide is readable: %s', async (path) => {
    await open(screen, async (page, troubles) => {
      await page.goto(`${docs}/${path}`);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await overflow(page)).toBe(0);
      expect(await isDark(page)).toBe(screen.colorScheme === 'dark');
      expect(troubles).toEqual([]);
    });
  });

  it('the reference has every operation, and fits when one is open', async () => {
    await open(screen, async (page, troubles) => {
      await page.goto(`${docs}/reference.html`);
      await page.locator('#reference h1').first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await isDark(page)).toBe(screen.colorScheme === 'dark');
      if (screen.width < 1000) await page.getByRole('button', { name: 'Open Menu' }).click();
      const names = openApi.tags.map((tag: any) => tag['x-displayName'] as string);
      for (const name of names) {
        await page.getByRole('link', { name, exact: true }).first().click();
      }
      for (const { node } of operations) {
        const href = hrefOf({ node });
        expect(await page.locator(`a[href="${href}"]`).count(), href).toBeGreaterThan(0);
      }
      await page.goto(`${docs}/reference.html${hrefOf(LONGEST)}`);
      await page.getByRole('heading', { name: LONGEST.node.summary, exact: true }).first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(troubles).toEqual([]);
    });
  });
});

describe('the reference', () => {
  it('opens at an operation that the list of endpoints links to, and shows its command for this host', async () => {
    await open({ width: 1280, colorScheme: 'light' }, async (page, troubles) => {
      await page.goto(`${docs}/endpoints.html`);
      await page.getByRole('link', { name: 'Create a member', exact: true }).click();
      const command = page.getByText(`"${new URL(docs).origin}/api/v3/loyalty_clubs/infinity-mall/members"`);
      await command.first().waitFor();
      expect(await page.getByText('BL:Api:Members:Create').first().isVisible()).toBe(true);
      expect(troubles).toEqual([]);
    });
  });
});

describe('the files of npm run docs', () => {
  it('work from a folder, without a server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loyalty-docs-'));
    await writeSite(folder);
    await open({ width: 1280, colorScheme: 'light' }, async (page, troubles) => {
      await page.goto(`${pathToFileURL(join(folder, 'reference.html')).href}#tag/members/members.create`);
      await page
        .getByText('"http://127.0.0.1:3000/api/v3/loyalty_clubs/infinity-mall/members"')
        .first()
        .waitFor();
      await page.getByRole('link', { name: 'Guide', exact: true }).click();
      await page.locator('h1', { hasText: 'Begin' }).waitFor();
      expect(troubles).toEqual([]);
    });
    rmSync(folder, { recursive: true });
  });
});

describe('with the keyboard', () => {
  it('the first key leads past the navigation, and every page can be reached', async () => {
    await open({ width: 1280, colorScheme: 'light' }, async (page) => {
      await page.goto(`${docs}/`);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the text');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
    });
  });

  it('the list of pages unfolds on a narrow screen', async () => {
    await open({ width: 390, colorScheme: 'light' }, async (page) => {
      await page.goto(`${docs}/errors.html`);
      const link = page.locator('details').getByRole('link', { name: 'Members', exact: true });
      expect(await link.isVisible()).toBe(false);
      await page.locator('summary').focus();
      await page.keyboard.press('Enter');
      await link.click();
      expect(page.url()).toBe(`${docs}/members.html`);
    });
  });
});
