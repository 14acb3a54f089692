import { expect, it } from 'vitest';
import { call } from '../../support/api.ts';
import { person } from '../../support/log-in.ts';
import { createMessage, inline, SENDING_CLUB } from '../../support/messaging.ts';
import { dispatchesOf, IMMEDIATE, workAll } from '../../support/sendings.ts';
import { createWorld, type World } from '../../support/world.ts';

const mail = {
  type: 'email',
  template: inline({ type: 'email', content: { subject: 'Hi', body: '<p>Hi</p>' } }),
};

const sendTo = async (world: World, email: string) => {
  const sending = { schedule: IMMEDIATE, recipients: [{ email }] };
  const message = await createMessage(world, { channels: [mail], sending });
  await workAll(world);
  const [dispatch] = await dispatchesOf(world, message.latest_sending.id);
  return [dispatch?.transmission_status, dispatch?.external_delivery_status];
};

it('does not reach a member who has opted out, however it is written', async () => {
  const world = await createWorld(SENDING_CLUB);
  const { id, email } = await person(world);
  expect(await sendTo(world, email)).toEqual(['transmitted', null]);
  const update = (body: object) => call(world, 'members.update', { path: { id: String(id) }, body });
  expect((await update({ email_enabled: false })).status).toBe(200);
  for (const spelt of [email, email.toUpperCase()]) {
    expect(await sendTo(world, spelt)).toEqual(['failed', expect.stringMatching(/disabled|unsubscribed/)]);
  }
  expect(world.outbox.mails).toHaveLength(1);
  // They have another address from now on: no member who opted out has this one.
  await update({ properties: { email: `other.${email}` } });
  expect(await sendTo(world, email)).toEqual(['transmitted', null]);
});
