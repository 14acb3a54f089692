import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, chromiumPath } from './chromium.ts';

/** What a page is looked at on. */
export interface Screen {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

export const SCREENS: readonly Screen[] = [390, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

export const launchBrowser = (): Promise<Browser> => {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error('No Chromium is found; CHROMIUM_PATH says where it is');
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
};

/** Machines are noisy: a page that hangs is given up, a slow one is not. */
const PATIENCE_MS = 120_000;

/** What a reader should never have: errors in the console, requests that fail or leave these places. */
const watch = (page: Page, places: readonly string[]): string[] => {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('requestfailed', (request) => {
    // What a page gives up when the reader goes on is no failure.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') troubles.push(`failed: ${request.url()}`);
  });
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !places.some((place) => request.url().startsWith(place)))
      troubles.push(`elsewhere: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  return troubles;
};

/** Opens a page in a context of its own. @param places from where it may load */
export const openPage = async <T>(
  browser: Browser,
  { width, colorScheme }: Screen,
  places: readonly string[],
  look: (page: Page, troubles: readonly string[]) => Promise<T>,
): Promise<T> => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const troubles = watch(page, places);
  try {
    return await look(page, troubles);
  } finally {
    await context.close();
  }
};

export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth');

/** Mean of red, green and blue. */
const brightness = async (page: Page): Promise<number> => {
  const color = (await page.evaluate('getComputedStyle(document.body).backgroundColor')) as string;
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
};

export const isDark = async (page: Page): Promise<boolean> => (await brightness(page)) < 128;
