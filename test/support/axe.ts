import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** WCAG 2.2 AA and best practices, landmarks among these. Mails in sandboxed frames are not the page's: axe cannot enter them. */
const RUN = `axe.run({ iframes: false, resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) =>
  id + ': ' + nodes.slice(0, 3).map(({ target, any }) => target.join(' ') + ' ' + (any[0]?.message ?? '')).join(' | ')))`;

/** What axe finds wrong with a page as it is now. */
export const accessibilityProblems = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  return (await page.evaluate(RUN)) as readonly string[];
};
