import { beforeEach, describe, expect, it } from 'vitest';
import { person } from '../support/log-in.ts';
import {
  createMessage,
  createSending,
  getSending,
  moveTo,
  SENDING_CLUB,
  toMembers,
} from '../support/messaging.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyOn } from './loyalty-process.ts';

let world: World;
let loyalty: ReturnType<typeof loyaltyOn>;
let club: readonly string[];
let sending: number;
beforeEach(async () => {
  world = await createWorld(SENDING_CLUB);
  loyalty = loyaltyOn(world.db);
  club = ['--club', world.club.slug];
  const member = await person(world);
  const message = await createMessage(world, { name: 'Spring' });
  const schedule = { type: 'relative', in: '2 days' };
  sending = (await createSending(world, message.id, { schedule, ...toMembers(member.id) })).id;
});

describe('loyalty sendings', () => {
  it('shows a sending with the name of its message', async () => {
    const shown = await loyalty.json(['sendings', 'show', String(sending), ...club]);
    expect(shown).toEqual(await getSending(world, sending));
    const { stdout } = await loyalty.run(['sendings', 'show', String(sending), ...club]);
    expect(stdout).toMatch(/^Message +\d+ Spring$/m);
    expect(stdout).toMatch(/^Status +scheduled$/m);
  });

  it('makes a draft of one that is scheduled', async () => {
    const stopped = await loyalty.json(['sendings', 'cancel', String(sending), ...club]);
    expect(stopped).toMatchObject({ id: sending, status: 'draft', draft: true });
    expect(await getSending(world, sending)).toMatchObject({ status: 'draft' });
  });

  it.each(['preparing', 'prepared', 'transmitting'] as const)('cancels one that is %s', async (status) => {
    await moveTo(world, sending, status);
    expect((await loyalty.run(['sendings', 'cancel', String(sending), ...club])).stdout).toContain(
      'cancelled',
    );
    expect(await getSending(world, sending)).toMatchObject({ status: 'cancelled' });
  });

  it('says that there is nothing to stop, and changes nothing', async () => {
    await moveTo(world, sending, 'transmitted');
    const { code, stderr } = await loyalty.run(['--json', 'sendings', 'cancel', String(sending), ...club]);
    expect([code, JSON.parse(stderr).error]).toEqual([1, 'sending_not_stoppable']);
    expect(await getSending(world, sending)).toMatchObject({ status: 'transmitted' });
    for (const verb of ['show', 'cancel']) {
      const nothing = await loyalty.run(['--json', 'sendings', verb, '4711', ...club]);
      expect(JSON.parse(nothing.stderr).error).toBe('sending_unknown');
    }
  });
});
