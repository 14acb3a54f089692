import { beforeEach, describe, expect, it } from 'vitest';
import {
  createMessage,
  createSending,
  getMessage,
  getSending,
  SENDING_CLUB,
} from '../../support/messaging.ts';
import {
  accountOf,
  createMembers,
  EVERYBODY,
  finish,
  flaws,
  IMMEDIATE,
  sweep,
  workAll,
} from '../../support/sendings.ts';
import { createWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld(SENDING_CLUB);
});

describe('a sending', () => {
  it('goes to its audience at once, each member once, and all counts agree', async () => {
    const ids = await createMembers(world, 40);
    const message = await createMessage(world, { sending: { schedule: IMMEDIATE, audience: EVERYBODY } });
    await workAll(world);
    const { id } = message.latest_sending;
    expect(await getSending(world, id)).toMatchObject({ status: 'transmitted', dispatches_count: 40 });
    expect(world.outbox.texts).toHaveLength(40);
    expect(await flaws(world, id)).toEqual([]);
    const { dispatches } = await accountOf(world, id);
    expect(dispatches.map(({ member_id }) => member_id).sort((a, b) => a! - b!)).toEqual(ids);
    expect(await getMessage(world, message.id)).toMatchObject({
      sendings_status: 'finished',
      latest_sending: { members_count: 40 },
    });
  });

  it('waits for its time, is prepared five minutes before it and sent then', async () => {
    await createMembers(world, 3);
    const message = await createMessage(world);
    const { id } = await createSending(world, message.id, {
      schedule: { type: 'relative', in: '15 minutes' },
      audience: EVERYBODY,
    });
    await sweep(world);
    expect(world.queues.sending.sent.filter(({ tenant }) => tenant === world.club.slug)).toEqual([]);
    world.clock.ahead += 601;
    await sweep(world);
    expect(world.queues.sending.sent.filter(({ tenant }) => tenant === world.club.slug)).toHaveLength(1);
    await finish(world, id);
    expect(world.outbox.texts).toHaveLength(3);
    expect(await getSending(world, id)).toMatchObject({ status: 'transmitted' });
  });
});
