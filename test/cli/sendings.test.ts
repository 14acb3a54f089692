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
  it('lists all sendings of a club, the newest first, by message and status', async () => {
    const { id: other } = await createMessage(world, { name: 'Autumn' });
    const { id: draft } = await createSending(world, other, toMembers(1));
    const { id: second } = await createSending(world, other, {
      schedule: { type: 'relative', in: '3 days' },
      ...toMembers(1),
    });
    const list = async (...more: string[]) =>
      (await loyalty.json(['sendings', 'list', ...club, ...more])).map(({ id }: { id: number }) => id);
    expect(await list()).toEqual([second, draft, sending]);
    expect(await list('--message', String(other))).toEqual([second, draft]);
    expect(await list('--status', 'draft')).toEqual([draft]);
    const { stdout } = await loyalty.run(['sendings', 'list', ...club, '--limit', '2']);
    expect(stdout).toMatch(/^ID +MESSAGE +STATUS.*\n\d+ +\d+ Autumn +scheduled/);
    expect(stdout).toContain('… and 1 earlier ones');
    const none = await loyalty.run(['--json', 'sendings', 'list', ...club, '--message', '4711']);
    expect(JSON.parse(none.stderr).error).toBe('message_unknown');
  });

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
