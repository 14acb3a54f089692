import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createActivityLog } from '../../local/activity/activity-log.ts';
import { createClock } from '../../local/clock.ts';
import { consoleFiles } from '../../local/console-files.ts';
import { consoleTools } from '../../local/console-tools.ts';
import { demoClient } from '../../local/demo/api.ts';
import { createGateway } from '../../local/gateway/server.ts';
import { createMessageStore } from '../../local/outbox/message-store.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { answerTool, localTools } from '../../local/tools.ts';
import { accessibilityProblems } from '../support/axe.ts';
import { isDark, launchBrowser, openPage, overflow, SCREENS, type Screen } from '../support/browser-page.ts';
import { eventually } from '../support/eventually.ts';

let browser: Browser;
let stack: Stack;
let member: number;
beforeAll(async () => {
  [browser, stack] = await Promise.all([
    launchBrowser(),
    startStack({ port: 0, dynamoPort: 0, report: () => undefined }),
  ]);
  const client = demoClient(stack.url);
  const kari = { email: 'kari@example.com', first_name: 'Kari', last_name: '<img src=x onerror=alert(1)>' };
  ({ id: member } = await client.members.create({ properties: kari }));
  const members = Array.from({ length: 120 }, (_, n) => ({
    properties: {
      msisdn: `479000${1000 + n}`,
      first_name: 'Ola',
      ...(n % 10 > 0 && { last_name: 'Nordmann' }),
    },
  }));
  const quiet = { send_sms_welcome_message: false, send_email_welcome_message: false };
  const job = await client.memberBulks.createOrUpdate({
    members,
    job_id: 'first',
    request_number: 1,
    ...quiet,
  });
  await client.memberImports.create({
    import_id: 'moving-in',
    request_number: 1,
    operation: 'create',
    members: [{ properties: { email: 'nora@example.com', first_name: 'Nora', last_name: 'Berg' } }],
  } as never);
  await job.waitUntilFinished({ pollMs: 200 });
  await eventually(
    async () => (await (await fetch(`${stack.url}/_local/messages`)).json()) as { total: number },
    ({ total }) => total >= 1,
  );
  stack.queues
    .queue('delivery-dead-letters')
    .send(JSON.stringify({ v: 1, type: 'delivery', club: 'other-mall' }));
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Waits until a view shows all that it loads. */
const visit = async (page: Page, base: string, view: string): Promise<void> => {
  await page.goto(`${base}/_local/#/${view}`);
  await page.locator('main h1').first().waitFor();
  await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
};

const open = <T>(screen: Screen, look: (page: Page, troubles: readonly string[]) => Promise<T>): Promise<T> =>
  openPage(browser, screen, [stack.url], look);

const VIEWS = [
  '',
  'outbox',
  'message/1',
  'members',
  'member/43',
  'jobs',
  'job/first',
  'import/moving-in',
  'sendings',
  'sending/3958',
  'queues',
  'metrics',
  'requests',
  'outbox?to=nobody',
];

describe.each(SCREENS)('the console at $width px, $colorScheme', (screen) => {
  it.each(VIEWS)('shows #/%s', async (view) => {
    await open(screen, async (page, troubles) => {
      await visit(page, stack.url, view);
      expect(await page.locator('main h1').count()).toBe(1);
      expect(await overflow(page)).toBe(0);
      expect(await isDark(page)).toBe(screen.colorScheme === 'dark');
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(troubles).toEqual([]);
    });
  });
});

const WIDE: Screen = { width: 1280, colorScheme: 'light' };

describe('what the console shows', () => {
  it('is in the data: a member, its mail, a job with its errors', async () => {
    await open(WIDE, async (page, troubles) => {
      await visit(page, stack.url, 'members?find=kari@example.com');
      await page.getByRole('link', { name: 'Kari <img src=x onerror=alert(1)>' }).click();
      await page.getByText(`Member ${member}`).waitFor();
      await page.getByRole('link', { name: 'In the outbox' }).click();
      await page.getByRole('link', { name: 'kari@example.com' }).click();
      await page.frameLocator('iframe').getByText('Infinity Mall').first().waitFor();
      await visit(page, stack.url, 'job/first');
      const errors = page.getByRole('table', { name: 'Errors by row' });
      expect(await errors.getByRole('row').count()).toBe(13);
      expect(await page.getByText('finished', { exact: true }).count()).toBe(1);
      expect(await page.getByText('120 of 120').count()).toBe(1);
      await visit(page, stack.url, 'import/moving-in');
      await page.getByRole('table', { name: 'Bulks of the import' }).getByRole('link').click();
      await page.getByText('It has no errors.').waitFor();
      expect(troubles).toEqual([]);
    });
  });

  it('says what is not there', async () => {
    await open(WIDE, async (page) => {
      await visit(page, stack.url, 'job/first');
      await page.goto(`${stack.url}/_local/#/member/999999`);
      await page.getByRole('alert').getByText('member_not_found').first().waitFor();
      await page.goto(`${stack.url}/_local/#/nothing`);
      await page.getByText('There is no such page.').waitFor();
    });
  });
});

describe('what the console does', () => {
  it('moves the clock, reports a bounce and sends dead letters back', async () => {
    await open(WIDE, async (page, troubles) => {
      await visit(page, stack.url, 'outbox?to=kari');
      const before = stack.clock.now().getTime();
      await page.getByRole('button', { name: '+1 h' }).click();
      await page.getByText('The clock was moved').waitFor();
      expect(stack.clock.now().getTime() - before).toBeGreaterThanOrEqual(3_600_000);
      await page.getByRole('link', { name: 'kari@example.com' }).click();
      await page.getByRole('button', { name: 'Bounced' }).click();
      const bounced = await eventually(
        () => demoClient(stack.url).members.get({ id: member }),
        ({ email_status }) => email_status === 'hard_bounced',
      );
      expect(bounced.email_status).toBe('hard_bounced');
      await visit(page, stack.url, 'queues');
      await page.getByRole('button', { name: 'Send 1 message back to delivery' }).click();
      await page.getByText('1 message sent back.').waitFor();
      expect(troubles).toEqual([]);
    });
  });

  it('works with the keyboard alone', async () => {
    await open(WIDE, async (page) => {
      await visit(page, stack.url, '');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await page.locator('#view-members').focus();
      await page.keyboard.press('Enter');
      await page.locator('h1', { hasText: 'Members' }).waitFor();
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await page.locator('#member').focus();
      await page.keyboard.type('kari@example.com');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: /Kari/ }).waitFor();
    });
    await open({ width: 390, colorScheme: 'dark' }, async (page) => {
      await visit(page, stack.url, '');
      await page.locator('#menu').focus();
      await page.keyboard.press('Enter');
      await page.locator('#view-requests').focus();
      await page.keyboard.press('Enter');
      await page.locator('h1', { hasText: 'Requests' }).waitFor();
    });
  });
});

describe('a console with 100,000 messages, one of them hostile', () => {
  const outbox = createMessageStore();
  let server: Server;
  let base: string;
  beforeAll(async () => {
    const message = {
      channel: 'email',
      from: null,
      subject: 'News',
      text: 'News',
      headers: [],
      tags: {},
    } as const;
    const at = new Date().toISOString();
    for (let n = 1; n < 100_000; n += 1)
      outbox.add({ ...message, id: String(n), to: [`member${n}@example.com`], html: `<p>${n}</p>`, at });
    const hostile = `<script>document.title = 'ran'; parent.document.title = 'ran'</script>
      <img src="/_local/config" onerror="parent.document.title = 'ran'"><h1>Hostile</h1>
      <form action="/_local/clock" method="post"><button>Send</button></form>`;
    outbox.add({ ...message, id: 'last', to: ['eve@example.com'], html: hostile, at });
    const clock = createClock();
    const parts = { clock, outbox, activities: createActivityLog(() => undefined) } as never as object;
    server = createGateway({
      now: clock.now,
      load: () => Promise.reject(new Error('no functions here')),
      tools: answerTool({
        ...localTools({ ...parts } as never),
        ...consoleTools({ ...parts, queues: undefined } as never),
        ...consoleFiles,
      }),
      onProblem: () => undefined,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.closeAllConnections();
    server?.close();
    await outbox.stop();
  });

  it('pages and searches', async () => {
    await openPage(browser, WIDE, [base], async (page, troubles) => {
      await visit(page, base, 'outbox');
      await page.getByText('100,000 messages').waitFor();
      await page.getByRole('link', { name: 'Next' }).click();
      await page.getByRole('link', { name: 'member99950@example.com' }).waitFor();
      await page.getByLabel('Recipient').fill('Member77777@');
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByText('1 message').waitFor();
      await page.getByRole('link', { name: 'member77777@example.com' }).click();
      await page.frameLocator('iframe').getByText('77777').waitFor();
      expect(troubles).toEqual([]);
    });
  });

  it('runs nothing of a mail, in its frame or opened alone', async () => {
    await openPage(browser, WIDE, [base], async (page) => {
      await visit(page, base, 'message/100000');
      await page.frameLocator('iframe').getByRole('heading', { name: 'Hostile' }).waitFor();
      await page.frameLocator('iframe').getByRole('button', { name: 'Send' }).click();
      expect(await page.title()).toBe('Message · Loyalty club console');
      const now = (await (await fetch(`${base}/_local/health`)).json()) as { now: string };
      expect(Date.parse(now.now) - Date.now()).toBeLessThan(60_000);
      await page.goto(`${base}/_local/html/100000`);
      await page.getByRole('heading', { name: 'Hostile' }).waitFor();
      expect(await page.title()).not.toBe('ran');
    });
  });
});
