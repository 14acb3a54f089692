import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';
import { loyaltyThroughApi } from './api-server.ts';

let world: World;
let loyalty: Awaited<ReturnType<typeof loyaltyThroughApi>>;
let member: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  world = await createWorld();
  loyalty = await loyaltyThroughApi(world);
  member = await person(world);
});

const stored = async () =>
  (await call(world, 'members.get', { path: { id: String(member.id) } })).body as Record<string, any>;

describe('loyalty members update', () => {
  it('changes what is named and nothing else', async () => {
    const set = [
      '--set',
      'first_name=Åse',
      '--set',
      'interests=sportwear;bikes_and_cars',
      '--set',
      'sms_enabled=no',
    ];
    const changed = await loyalty.json(['members', 'update', member.email, ...set]);
    const expected = { first_name: 'Åse', last_name: 'Nordmann', interests: ['sportwear', 'bikes_and_cars'] };
    expect(changed).toMatchObject({ id: member.id, properties: expected, sms_status: 'disabled' });
    await loyalty.json(['members', 'update', String(member.id), '--remove', 'interests']);
    const { properties } = await stored();
    expect(properties).toMatchObject({ first_name: 'Åse', email: member.email });
    expect(properties.interests).toBeUndefined();
  });

  it('tells what the API refuses, each with its property', async () => {
    const [code, failure] = await loyalty.failure([
      'members',
      'update',
      member.email,
      '--remove',
      'last_name',
    ]);
    expect([code, failure]).toEqual([
      1,
      {
        error: 'member_invalid',
        message: 'The API refuses the change.',
        problems: [{ path: 'last_name', problem: 'last_name is missing' }],
      },
    ]);
    expect((await stored())['properties']).toMatchObject({ last_name: 'Nordmann' });
  });

  it.each([
    [[], 'nothing would change'],
    [['--set', 'shoe_size=44'], '"shoe_size" cannot be changed'],
    [['--set', 'id=7'], '"id" cannot be changed'],
    [['--set', 'password=secret'], '"password" cannot be changed'],
    [['--set', 'birthday=tomorrow'], 'birthday: "tomorrow" is not a date in the form yyyy-mm-dd.'],
    [['--set', 'first_name'], 'Pass a name and a value'],
    [['--remove', 'sms_enabled'], '"sms_enabled" is no property'],
  ])('takes %j for a wrong command line', async (options, message) => {
    const { code, stderr } = await loyalty.run(['members', 'update', member.email, ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain('--dates');
  });
});

describe('loyalty members unsubscribe', () => {
  it('ends e-mail, or the channels that are named', async () => {
    const { stdout } = await loyalty.run(['members', 'unsubscribe', member.email]);
    expect(stdout).toBe(`Member ${member.id}: email is disabled.\n`);
    expect(await stored()).toMatchObject({ email_status: 'disabled', sms_status: 'enabled' });
    await loyalty.json(['members', 'unsubscribe', member.email, '--channel', 'sms', 'push']);
    expect(await stored()).toMatchObject({ sms_status: 'disabled', push_status: 'disabled' });
    await loyalty.json(['members', 'update', member.email, '--set', 'email_enabled=yes']);
    expect(await stored()).toMatchObject({ email_status: 'enabled', sms_status: 'disabled' });
  });

  it('refuses a member that there is not, and a channel that there is not', async () => {
    expect(await loyalty.failure(['members', 'unsubscribe', '4711'])).toMatchObject([
      1,
      { error: 'member_not_found' },
    ]);
    expect((await loyalty.run(['members', 'unsubscribe', '1', '--channel', 'pigeon'])).code).toBe(2);
  });
});
