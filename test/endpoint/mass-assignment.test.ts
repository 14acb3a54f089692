import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { memberKey } from '#shared/data/table/keys.ts';
import { call } from '../support/api.ts';
import { logIn, person, tryLogIn } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const itemOf = async (id: number) => {
  const Key = memberKey(world.club.slug, id);
  const command = new GetCommand({ TableName: world.db.table, Key, ConsistentRead: true });
  return (await world.db.doc.send(command)).Item;
};

/** What a member is made of beside what a body may name. */
const NOT_WRITABLE = {
  id: 1,
  person_id: 1,
  club: 'other',
  statuses: { email: 'verified' },
  sms_status: 'verified',
  email_status: 'verified',
  push_status: 'verified',
  created_at: '2001-01-01T00:00:00.000Z',
  updated_at: '2001-01-01T00:00:00.000Z',
  optin_channel: 'admin',
  optin_subchannel: 'admin',
  session_epoch: 99,
  version: 99,
  welcome: ['sms'],
  last_row: 'row',
  permits: ['BL:Api:Members:Get'],
};

const HASH = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

/** Bodies that name nothing which the caller may change (threat T10). */
const TRIES = [
  ['members.update', NOT_WRITABLE],
  ['me.update', NOT_WRITABLE],
  // A hash of another system is for the import of members; it would bypass the club's password policy.
  ['me.update', { password_hash: HASH }],
  ['me.update', { banned_until: '2999-01-01T00:00:00.000Z' }],
] as const;

describe('an update', () => {
  it.each(TRIES)('changes nothing by names it does not know: %s %j', async (endpoint, body) => {
    const { id } = await person(world);
    const { access_token: bearer } = await logIn(world, id);
    const before = await itemOf(id);
    const path: Record<string, string> = endpoint === 'members.update' ? { id: String(id) } : {};
    expect((await call(world, endpoint, { path, body, bearer })).status).toBe(200);
    expect(await itemOf(id)).toEqual(before);
  });

  it('of the own password takes no hash', async () => {
    const { id } = await person(world);
    const { access_token: bearer } = await logIn(world, id);
    const body = { current_password: 'pass-1', password_hash: HASH };
    expect((await call(world, 'me.update-password', { body, bearer })).status).toBe(422);
    expect((await tryLogIn(world, id)).status).toBe(200);
  });
});
