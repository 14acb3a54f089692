import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { deliverAll, destroyed, linkIn, mailingWorld, resetToken, welcomed } from '../support/mailing.ts';
import { meteredDb } from '../support/meter.ts';
import { type PageName, visit } from '../support/pages.ts';
import { stopClock, type World, worldOf } from '../support/world.ts';

stopClock();

const DAY = 24 * 60 * 60;
let world: World;
let id: number;

beforeEach(async () => {
  world = await mailingWorld({ name: 'Test Mall' });
  id = await welcomed(world);
});

const KINDS = {
  'reset-password': {
    async link() {
      await resetToken(world);
      return linkIn(world, 'reset_password');
    },
    path: 'reset_password',
    lifetime: DAY,
  },
  'verify-email': {
    link: async () => linkIn(world, 'verify_email'),
    path: 'verify_email',
    lifetime: 30 * DAY,
  },
} as const;

const deadLink = async (page: keyof typeof KINDS): Promise<string> => {
  const token = await KINDS[page].link();
  world.clock.ahead += KINDS[page].lifetime + 60;
  return token;
};

const headers = { 'accept-language': 'fi, en-GB;q=0.9, no' };
const show = (page: PageName, token: string) => visit(world, page, 'GET', token, { headers });
const renew = (page: PageName, token: string) =>
  visit(world, page, 'POST', token, { form: 'renew=1', headers });
const mails = () => world.outbox.mails.length;

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('a link of %s that is too old', (page) => {
  it('has a new one sent to the present address, by a button', async () => {
    const token = await deadLink(page);
    const body = { properties: { email: 'present@example.com' } };
    await call(world, 'members.update', { path: { id: String(id) }, body });
    const shown = await show(page, token);
    expect([shown.status, shown.html]).toEqual([404, expect.stringContaining('Send me a new link')]);
    expect(shown.html).toContain('Test Mall');
    const { status, html } = await renew(page, token);
    expect([status, html]).toEqual([200, expect.stringContaining('a new link is on its way')]);
    await deliverAll(world);
    expect(world.outbox.mails.at(-1)?.to).toBe('present@example.com');
    expect((await visit(world, page, 'GET', linkIn(world, KINDS[page].path))).status).toBe(200);
  });

  it('says the same and queues the same when the member is gone', async () => {
    const token = await deadLink(page);
    const { html } = await renew(page, token);
    const queued = world.deliveries.sent.splice(0).length;
    const shown = await show(page, token);
    await destroyed(world, id, []);
    expect((await show(page, token)).html).toBe(shown.html);
    world.clock.ahead += 61;
    expect((await renew(page, token)).html).toBe(html);
    expect(world.deliveries.sent).toHaveLength(queued);
    const before = mails();
    await deliverAll(world);
    expect(mails()).toBe(before);
  });

  it('sends one a minute and five an hour, queues no more, and keeps its answer (threat T29)', async () => {
    const token = await deadLink(page);
    const before = mails();
    const answers = new Set<string>();
    for (let n = 0; n < 8; n += 1) {
      answers.add((await renew(page, token)).html);
      answers.add((await renew(page, token)).html);
      await deliverAll(world);
      world.clock.ahead += 61;
    }
    expect(answers.size).toBe(1);
    expect(mails() - before).toBe(5);
    await renew(page, token);
    expect(world.deliveries.sent).toHaveLength(0);
  });

  it('of another member, club or purpose proves nothing', async () => {
    const token = await deadLink(page);
    const [club = '', member = '', text = ''] = token.split('.');
    const others = [
      `${club}.${Number(member) + 1}.${text}`,
      `${club}.${member}.${text.slice(0, 63)}${text.endsWith('0') ? '1' : '0'}`,
      `${club}.${member}.${'0'.repeat(64)}`,
    ];
    for (const other of others) {
      const { status, html } = await renew(page, other);
      expect([status, html.includes('<form')]).toEqual([404, false]);
    }
    const another = page === 'reset-password' ? 'verify-email' : 'reset-password';
    expect((await renew(another, token)).status).toBe(404);
    expect(world.deliveries.sent).toHaveLength(0);
  });

  it('tells the reader to try again when the queue takes no message', async () => {
    const token = await deadLink(page);
    world.deliveries.refuse = () => true;
    expect((await renew(page, token)).status).toBe(503);
  });
});

it('a used link of a reset has a new one sent, too; a good link ignores the button', async () => {
  await resetToken(world);
  const token = linkIn(world, 'reset_password');
  expect((await renew('reset-password', token)).status).toBe(422);
  await visit(world, 'reset-password', 'POST', token, { form: 'password=new-password' });
  expect((await show('reset-password', token)).html).toContain('Send me a new link');
});

it('a page with a good link reads as much as before: club, member and token', async () => {
  const token = linkIn(world, 'verify_email');
  const db = await meteredDb();
  const metered = worldOf(db, world.club, world.client);
  await visit(metered, 'verify-email', 'GET', token);
  db.reset();
  await visit(metered, 'verify-email', 'GET', token);
  expect(db.read().byOperation).toEqual({ GetCommand: 2 });
});
