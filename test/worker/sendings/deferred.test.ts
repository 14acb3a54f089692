import { expect, it } from 'vitest';
import { createMessage, SENDING_CLUB } from '../../support/messaging.ts';
import { dispatchesOf, finish, flaws, IMMEDIATE } from '../../support/sendings.ts';
import { createWorld } from '../../support/world.ts';

it('leaves no reason behind once a later try succeeds', async () => {
  const world = await createWorld(SENDING_CLUB);
  const recipients = ['4790000001', '4790000002', '4790000003'].map((msisdn) => ({ msisdn }));
  let deferrals = 2;
  world.outbox.answer = () => {
    if (deferrals === 0) return { state: 'sent', providerId: 'provider-id' };
    deferrals -= 1;
    world.outbox.texts.pop();
    return { state: 'deferred', reason: 'Throttling' };
  };
  const message = await createMessage(world, { sending: { schedule: IMMEDIATE, recipients } });
  const { id } = message.latest_sending;
  await finish(world, id);
  expect(await flaws(world, id)).toEqual([]);
  const dispatches = await dispatchesOf(world, id);
  expect(dispatches.map((one) => [one.transmission_status, one.external_delivery_status])).toEqual(
    recipients.map(() => ['transmitted', null]),
  );
});
