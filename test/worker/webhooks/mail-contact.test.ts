import { beforeAll, beforeEach, expect, it } from 'vitest';
import { mailContact } from '#shared/webhooks/mail-contact.ts';
import { createWorld, type World } from '../../support/world.ts';

const SUBSCRIPTION = { id: 7, url: 'https://hooks.receiver.com/<members>', contact: 'it@example.com' };
const TROUBLE = { failures: 10, last: { status: null, reason: 'timeout' } };
const CHANNELS = { email: { from_name: 'The Mall', from_email: 'club@example.com' } };

let world: World;
beforeAll(async () => {
  world = await createWorld({ channels: CHANNELS });
});
beforeEach(() => {
  world.outbox.mails.length = 0;
});

it('tells the contact of a subscription in a mail which receiver fails, and how', async () => {
  await mailContact(world.runtime, world.club, SUBSCRIPTION, TROUBLE);
  const [mail, ...others] = world.outbox.mails;
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    from: { name: 'The Mall', address: 'club@example.com' },
    to: 'it@example.com',
    tags: { webhook: '7' },
  });
  expect(mail?.html).toContain('https://hooks.receiver.com/&lt;members&gt;');
  expect(mail?.text).toMatch(/subscription 7 has failed 10 times.*The last problem: timeout\./s);
});

it('spells the domain of the contact as mail servers do', async () => {
  await mailContact(world.runtime, world.club, { ...SUBSCRIPTION, contact: ' it@bücher.com' }, TROUBLE);
  expect(world.outbox.mails).toMatchObject([{ to: 'it@xn--bcher-kva.com' }]);
});

it.each([
  ['without a contact', { ...SUBSCRIPTION, contact: null }, CHANNELS],
  ['in a club that sends no mail', SUBSCRIPTION, {}],
])('sends nothing %s', async (_, subscription, channels) => {
  await mailContact(world.runtime, { ...world.club, channels }, subscription, TROUBLE);
  expect(world.outbox.mails).toEqual([]);
});
