import { beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { call } from '../../support/api.ts';
import { drain } from '../../support/deliver.ts';
import { logIn, type Tokens } from '../../support/log-in.ts';
import {
  ANN,
  changeEvent,
  committed,
  deliverAll,
  linkIn,
  mailingWorld,
  memberImage,
  resetToken,
  runOutbox,
  welcomed,
} from '../../support/mailing.ts';
import type { World } from '../../support/world.ts';

let world: World;
let id: number;
let tokens: Tokens;
beforeEach(async () => {
  world = await mailingWorld();
  id = await welcomed(world, { password: 'pass-1' });
  tokens = await logIn(world, id);
});

const OLD = 'ann@example.com';
const NEW = 'New+Ann@Example.com';

const emailStatus = async () => (await findMember(world.db, world.club.slug, id))?.statuses.email;
const plain = (link: string): string => link.split('.')[2] ?? '';
const verify = (email: string, token: string) =>
  call(world, 'members.verify-email', { path: { email }, body: { token }, generation: 1 });
const unsubscribe = (email: string, token: string) =>
  call(world, 'members.unsubscribe', { path: { email }, body: { token } });

describe('a member who changes the own address', () => {
  it('is asked to verify it, and everything mailed to the old one is void', async () => {
    const [verification, unsubscription] = [
      plain(linkIn(world, 'verify_email')),
      linkIn(world, 'unsubscribe'),
    ];
    expect((await verify(OLD, verification)).status).toBe(200);
    expect(await emailStatus()).toBe('verified');
    const reset = await resetToken(world);

    const before = await memberImage(world, id);
    const body = { properties: { email: NEW } };
    const reply = await call(world, 'me.update', { body, bearer: tokens.access_token });
    expect(reply).toMatchObject({ status: 200, body: { email_status: 'enabled' } });
    // The verification, and the notice to the address that it was.
    expect(await committed(world, id, before)).toBe(2);
    await deliverAll(world);
    const recipients = world.outbox.mails.slice(-2).map(({ to }) => to.toLowerCase());
    expect(recipients.sort()).toEqual([NEW, OLD].map((address) => address.toLowerCase()).sort());

    expect((await verify(NEW, verification)).status).toBe(463);
    expect((await unsubscribe(NEW, unsubscription)).status).toBe(463);
    const change = { token: reset, password: 'pass-2' };
    const refused = await call(world, 'members.reset-password', { path: { email: NEW }, body: change });
    expect(refused.status).toBe(463);
    expect((await verify(OLD, verification)).status).toBe(404);

    // In any spelling of the address.
    expect((await verify(NEW.toUpperCase(), plain(linkIn(world, 'verify_email', NEW)))).status).toBe(200);
    expect(await emailStatus()).toBe('verified');
    expect((await unsubscribe(NEW, linkIn(world, 'unsubscribe', NEW))).status).toBe(200);
    expect(await emailStatus()).toBe('unsubscribed');
  });

  it('loses the reset token with the own password, and keeps the verification', async () => {
    const verification = plain(linkIn(world, 'verify_email'));
    const reset = await resetToken(world);
    const body = { password: 'pass-2' };
    expect((await call(world, 'me.update', { body, bearer: tokens.access_token })).status).toBe(200);
    const change = { token: reset, password: 'pass-3' };
    expect((await call(world, 'members.reset-password', { path: { email: OLD }, body: change })).status).toBe(
      463,
    );
    expect((await verify(OLD, verification)).status).toBe(200);
  });
});

describe('a member who leaves', () => {
  it.each([
    ['', [1, 0]],
    ['send_unsubscribe_message=true', [1, 1]],
  ])('gets with %j mails and SMS: %j, and none when the tombstone expires', async (query, counts) => {
    const before = await memberImage(world, id);
    const [mails, texts] = [world.outbox.mails.length, world.outbox.texts.length];
    expect((await call(world, 'me.destroy', { bearer: tokens.access_token, query })).status).toBe(200);
    expect(await committed(world, id, before)).toBe(counts[0]! + counts[1]!);
    await deliverAll(world);
    expect([world.outbox.mails.length - mails, world.outbox.texts.length - texts]).toEqual(counts);

    const expired = changeEvent(await memberImage(world, id), undefined);
    await runOutbox(world, expired);
    expect(world.deliveries.sent).toEqual([]);
  });

  it('gets nothing where that was not wanted', async () => {
    const before = await memberImage(world, id);
    const query = 'send_email_unsubscribe_message=false';
    await call(world, 'me.destroy', { bearer: tokens.access_token, query });
    expect(await committed(world, id, before)).toBe(0);
  });
});

it('a member made by an import gets no welcome message, one made by a bulk does', async () => {
  const made = async (endpoint: string, email: string) => {
    const member = { properties: { ...ANN, email, msisdn: undefined } };
    const reply = await call(world, endpoint, { body: { members: [member] } });
    expect(reply.status).toBe(200);
    await drain(world, world.queue.sent.splice(0));
    const found = await call(world, 'members.get-by-email', { path: { email } });
    return committed(world, found.body.id);
  };
  expect(await made('member-imports.create', 'import@example.com')).toBe(0);
  expect(await made('member-bulks.create-or-update', 'bulk@example.com')).toBe(1);
});
