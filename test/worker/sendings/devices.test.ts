import { expect, it } from 'vitest';
import { call } from '../../support/api.ts';
import { logIn, person } from '../../support/log-in.ts';
import { createMessage, getSending, inline, SENDING_CLUB } from '../../support/messaging.ts';
import { dispatchesOf, EVERYBODY, IMMEDIATE, workAll } from '../../support/sendings.ts';
import { createWorld, type World } from '../../support/world.ts';

const PUSH_CLUB = {
  channels: {
    ...SENDING_CLUB.channels,
    push: {
      android_app_id: 'no.bstcm.loyaltyapp.infinity_mall',
      platform_applications: { android: 'arn:aws:sns:eu-west-1:123456789012:app/GCM/mall' },
    },
  },
};

const push = { type: 'push', template: inline({ type: 'push', content: { body: 'Hi' } }) };

const memberWithDevices = async (world: World, tokens: readonly string[]): Promise<void> => {
  const { access_token } = await logIn(world, (await person(world)).id);
  for (const token of tokens) {
    const body = { token, platform: 'android', app_installation_id: token, firebase_project_slug: 'mall' };
    await call(world, 'me.app-tokens', { bearer: access_token, body });
  }
};

it('reaches every device of a member, also in one step of its partition', async () => {
  const world = await createWorld(PUSH_CLUB);
  await memberWithDevices(world, ['phone', 'tablet', 'watch']);
  const message = await createMessage(world, {
    channels: [push],
    sending: { schedule: IMMEDIATE, audience: EVERYBODY },
  });
  await workAll(world);
  const { id } = message.latest_sending;
  expect(await getSending(world, id)).toMatchObject({ status: 'transmitted', dispatches_count: 3 });
  expect(world.outbox.pushes.map(({ to }) => to.token).sort()).toEqual(['phone', 'tablet', 'watch']);
  const statuses = (await dispatchesOf(world, id)).map(({ transmission_status }) => transmission_status);
  expect(statuses).toEqual(['transmitted', 'transmitted', 'transmitted']);
});
