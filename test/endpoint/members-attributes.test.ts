import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { memberItem } from '#shared/data/members/member-item.ts';
import { findMember } from '#shared/data/members/members.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { CHANNELS, type ChannelStatus } from '#shared/vocabulary.ts';
import { call } from '../support/api.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let people = 0;
const person = () => {
  people += 1;
  return {
    email: `a${people}@example.com`,
    msisdn: `4750000${String(people).padStart(3, '0')}`,
    first_name: 'The',
    last_name: 'Doge',
  };
};

const create = async (more: object = {}) => {
  const reply = await call(world, 'members.create', { body: { properties: person(), ...more } });
  expect(reply.status).toBe(200);
  return reply.body;
};
const update = async (id: number, body: object) => {
  const reply = await call(world, 'members.update', { path: { id: String(id) }, body });
  expect(reply.status).toBe(200);
  return reply.body;
};
const stored = async (id: number): Promise<Member> => {
  const member = await findMember(world.db, world.club.slug, id);
  if (!member) throw new Error(`No member ${id}`);
  return member;
};

/** Attributes that no caller may set (threat T10). */
const FORBIDDEN = {
  id: 1,
  club: 'other-mall',
  loyalty_club_id: 2,
  person_id: 3,
  banned_until: '2099-01-01T00:00:00.000Z',
  sms_status: 'verified',
  email_status: 'verified',
  push_status: 'verified',
  statuses: { sms: 'verified', email: 'verified', push: 'verified' },
  created_at: '2000-01-01T00:00:00.000Z',
  updated_at: '2000-01-01T00:00:00.000Z',
  optin_channel: 'facebook',
  optin_subchannel: 'forged',
  changed: { source: 'operator', client: 99, product: 'forged', subproduct: null, request_id: null },
  updated_channel: 'forged',
  session_epoch: 99,
  version: 99,
  last_row: 'forged',
  welcome: [],
  kind: 'club',
  pk: 'CLUB#x',
  permits: ['BL:Api:Members:Destroy'],
} as const;

describe.each(Object.entries(FORBIDDEN))('the attribute %s', (name, value) => {
  it('is ignored by a create', async () => {
    const plain = await stored((await create()).id);
    const forged = await stored((await create({ [name]: value })).id);
    // Each request has an id of its own.
    const own = ['id', 'properties', 'created_at', 'updated_at', 'changed'] as const;
    const shared = ({ ...member }: Member) =>
      Object.fromEntries(Object.entries(member).filter(([key]) => !own.some((k) => k === key)));
    expect(shared(forged)).toEqual(shared(plain));
    expect(forged.changed).toEqual({ ...plain.changed, request_id: forged.changed?.request_id });
    expect(forged.id).toBe(plain.id + 1);
    expect(forged.created_at > '2020').toBe(true);
  });
});

// A back end may ban (contract §2.8).
const { banned_until: _, ...NEVER_UPDATED } = FORBIDDEN;

describe.each(Object.entries(NEVER_UPDATED))('the attribute %s', (name, value) => {
  it('is ignored by an update', async () => {
    const { id } = await create();
    const before = await stored(id);
    await update(id, { [name]: value });
    expect(await stored(id)).toEqual(before);
  });
});

const statusesOf = (body: Record<string, string>) => CHANNELS.map((channel) => body[`${channel}_status`]);
const flags = (value: unknown) =>
  Object.fromEntries(CHANNELS.map((channel) => [`${channel}_enabled`, value]));

/** A member whose channels have all the given status, however it came to be. */
const withStatus = async (status: ChannelStatus) => {
  const member = await stored((await create()).id);
  const statuses = { sms: status, email: status, push: status };
  const Item = memberItem({ ...member, statuses });
  await world.db.doc.send(new PutCommand({ TableName: world.db.table, Item }));
  return member.id;
};

describe('channel statuses', () => {
  it.each([
    [undefined, 'enabled'],
    [null, 'enabled'],
    [true, 'enabled'],
    [false, 'disabled'],
  ])('a create with the flags %s makes them %s', async (value, expected) => {
    expect(statusesOf(await create(flags(value)))).toEqual([expected, expected, expected]);
  });

  /** Status before, after true, after false (contract §2.0.1). */
  it.each<[ChannelStatus, ChannelStatus, ChannelStatus]>([
    ['enabled', 'enabled', 'disabled'],
    ['disabled', 'enabled', 'disabled'],
    ['verified', 'verified', 'disabled'],
    ['unsubscribed', 'enabled', 'disabled'],
    ['hard_bounced', 'hard_bounced', 'disabled'],
    ['barred', 'barred', 'disabled'],
  ])(
    'an update of %s makes it %s when switched on, %s when off, and nothing else',
    async (before, on, off) => {
      const id = await withStatus(before);
      const all = (status: ChannelStatus) => [status, status, status];
      expect(statusesOf(await update(id, {}))).toEqual(all(before));
      expect(statusesOf(await update(id, flags(null)))).toEqual(all(before));
      expect(statusesOf(await update(id, flags(true)))).toEqual(all(on));
      expect(statusesOf(await update(await withStatus(before), flags(false)))).toEqual(all(off));
    },
  );

  it.each<[ChannelStatus, ChannelStatus]>([
    ['enabled', 'enabled'],
    ['disabled', 'disabled'],
    ['verified', 'enabled'],
    ['unsubscribed', 'unsubscribed'],
    ['hard_bounced', 'enabled'],
    ['barred', 'enabled'],
  ])('%s becomes %s when the address changes, on that channel only', async (before, after) => {
    const id = await withStatus(before);
    expect(statusesOf(await update(id, { properties: { email: person().email } }))).toEqual([
      before,
      after,
      before,
    ]);
    const other = await withStatus(before);
    expect(statusesOf(await update(other, { properties: { msisdn: person().msisdn } }))).toEqual([
      after,
      before,
      before,
    ]);
  });

  it('stay when an address is only written differently', async () => {
    const id = await withStatus('verified');
    const { properties } = await stored(id);
    const same = { email: String(properties['email']).toUpperCase(), msisdn: `+${properties['msisdn']}` };
    expect(statusesOf(await update(id, { properties: same }))).toEqual(['verified', 'verified', 'verified']);
  });

  it.each([1, 'true', {}])('refuse a flag that is %j', async (value) => {
    const { id } = await create();
    const reply = await call(world, 'members.update', {
      path: { id: String(id) },
      body: { email_enabled: value },
    });
    expect([reply.status, reply.body]).toEqual([
      422,
      { email_enabled: [{ error: 'type_not_match', property: 'email_enabled', type: 'boolean' }] },
    ]);
  });
});
