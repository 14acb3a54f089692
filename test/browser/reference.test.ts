import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiOnce } from '../../openapi/document/documents.ts';
import { accessibilityProblems } from '../support/axe.ts';
import { isDark, overflow, SCREENS } from '../support/browser-page.ts';
import { operationsIn } from '../support/openapi.ts';
import { type SiteBrowser, startSiteBrowser } from './site-browser.ts';

/** What the reference shows. */
const openApi: any = openApiOnce();
const operations = operationsIn(openApi);

let site: SiteBrowser;
beforeAll(async () => {
  site = await startSiteBrowser();
});
afterAll(() => site?.stop());

/** Where the reference has an operation. */
const hrefOf = ({ node }: { node: any }): string => `#tag/${node.tags[0]}/${node.operationId}`;

/** Its name asks for the most room. */
const [LONGEST] = operations.toSorted((a, b) => b.node.summary.length - a.node.summary.length) as [
  (typeof operations)[number],
];

describe.each(SCREENS)('the reference at $width px, $colorScheme', (screen) => {
  it('has every operation, and fits when one is open', async () => {
    await site.open(screen, async (page, troubles) => {
      await page.goto(`${site.docs}/reference.html`);
      await page.locator('#reference h1').first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(await isDark(page)).toBe(screen.colorScheme === 'dark');
      expect(await accessibilityProblems(page)).toEqual([]);
      if (screen.width < 1000) await page.getByRole('button', { name: 'Open Menu' }).click();
      const names = openApi.tags.map((tag: any) => tag['x-displayName'] as string);
      for (const name of names) {
        await page.getByRole('link', { name, exact: true }).first().click();
      }
      for (const { node } of operations) {
        const href = hrefOf({ node });
        expect(await page.locator(`a[href="${href}"]`).count(), href).toBeGreaterThan(0);
      }
      await page.goto(`${site.docs}/reference.html${hrefOf(LONGEST)}`);
      await page.getByRole('heading', { name: LONGEST.node.summary, exact: true }).first().waitFor();
      expect(await overflow(page)).toBe(0);
      expect(troubles).toEqual([]);
    });
  });
});

describe('the reference', () => {
  it('opens at an operation that the list of endpoints links to, and shows its command for this host', async () => {
    await site.open({ width: 1280, colorScheme: 'light' }, async (page, troubles) => {
      await page.goto(`${site.docs}/endpoints.html`);
      await page.getByRole('link', { name: 'Create a member', exact: true }).click();
      const { origin } = new URL(site.docs);
      const command = page.getByText(new RegExp(`"${origin}/\\S*infinity-mall/members"`));
      await command.first().waitFor();
      expect(await page.getByText('BL:Api:Members:Create').first().isVisible()).toBe(true);
      expect(troubles).toEqual([]);
    });
  });
});
