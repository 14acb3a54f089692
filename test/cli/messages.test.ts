import { beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { person } from '../support/log-in.ts';
import { createMessage, createSending, getMessage, SENDING_CLUB, toMembers } from '../support/messaging.ts';
import { finish } from '../support/sendings.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyThroughApi } from './api-server.ts';

let world: World;
let loyalty: Awaited<ReturnType<typeof loyaltyThroughApi>>;
let message: number;
beforeEach(async () => {
  world = await createWorld(SENDING_CLUB);
  loyalty = await loyaltyThroughApi(world);
  message = (await createMessage(world, { name: 'Spring' })).id;
});

describe('loyalty messages', () => {
  it('lists messages by status and page', async () => {
    const { id: other } = await createMessage(world, { name: 'Autumn' });
    await createSending(world, other, {
      schedule: { type: 'relative', in: '3 days' },
      ...toMembers(1),
    });
    const idsOf = (reply: { messages: { id: number }[] }) => reply.messages.map(({ id }) => id);
    expect(idsOf(await loyalty.json(['messages', 'list']))).toEqual([message, other]);
    expect(idsOf(await loyalty.json(['messages', 'list', '--per-page', '1', '--page', '2']))).toEqual([
      other,
    ]);
    expect(idsOf(await loyalty.json(['messages', 'list', '--status', 'draft']))).toEqual([message]);
    const { stdout } = await loyalty.run(['messages', 'list']);
    expect(stdout).toMatch(/Autumn +sms +- +1 +scheduled +\d+ scheduled/);
    expect(stdout).toContain('Page 1 of 1, 2 messages.');
  });

  it('shows a message with its text', async () => {
    expect(await loyalty.json(['messages', 'show', String(message)])).toEqual(
      await getMessage(world, message),
    );
    const { stdout } = await loyalty.run(['messages', 'show', String(message)]);
    expect(stdout).toMatch(/^Message +\d+ Spring$/m);
    expect(stdout).toMatch(/^Channel +sms from Infinity$/m);
    expect(stdout).toMatch(/^body +Hi \{\{first_name\}\}!$/m);
    expect(await loyalty.failure(['messages', 'show', '4711'])).toMatchObject([
      1,
      { error: 'message_not_found' },
    ]);
  });
});

describe('loyalty messages send-test', () => {
  /** The command, and the sending that it makes, to its end. */
  const sent = async (...args: string[]) => {
    const running = loyalty.run(['--json', 'messages', 'send-test', String(message), ...args]);
    const read = async () => (await getMessage(world, message)).latest_sending;
    const latest = await eventually(read, (one) => one !== null);
    await finish(world, latest.id);
    const { code, stdout } = await running;
    return { code, ...JSON.parse(stdout) };
  };

  it('sends the message to an address with the values that are given', async () => {
    const { code, sending, dispatches } = await sent('--to', '+4790000001', '--value', 'first_name=Åse');
    expect([code, sending.status]).toEqual([0, 'transmitted']);
    expect(dispatches).toMatchObject([{ msisdn: '4790000001', transmission_status: 'transmitted' }]);
    expect(world.outbox.texts).toMatchObject([{ to: '4790000001', text: 'Hi Åse!' }]);
  });

  it('says why a member gets nothing', async () => {
    const { id } = await person(world, { sms_enabled: false });
    const { code, sending } = await sent('--to', String(id));
    expect([code, sending.status, sending.exclusions]).toEqual([3, 'skipped', { channel_disabled: 1 }]);
    expect(world.outbox.texts).toEqual([]);
  });

  it('ends when the time is up, and refuses what the channels cannot reach', async () => {
    const args = ['messages', 'send-test', String(message), '--to'];
    const { code, stdout } = await loyalty.run([...args, '+4790000001', '--wait', '0']);
    expect([code, stdout]).toEqual([3, expect.stringContaining('It has not ended yet.')]);
    expect(await loyalty.failure([...args, 'kari@example.com'])).toMatchObject([
      1,
      { error: 'parameters_invalid', message: expect.stringContaining('recipients') },
    ]);
    expect((await loyalty.run([...args, 'kari'])).code).toBe(2);
  });
});
