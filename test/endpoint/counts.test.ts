import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, it } from 'vitest';
import { claimKey, memberKey } from '#shared/data/table/keys.ts';
import { subscriptionsOf } from '#shared/ports/webhook-subscriptions.ts';
import { BYTES, COUNTS } from '../../bench/scale/counts.ts';
import { call } from '../support/api.ts';
import { counted } from '../support/counted.ts';
import { itemBytes } from '../support/item-bytes.ts';
import { logIn, me, person, refreshed, type Tokens, tryLogIn } from '../support/log-in.ts';
import { committed, deliverAll, SENDING_CLUB } from '../support/mailing.ts';
import { type MeteredDb, meteredDb } from '../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../support/world.ts';

stopClock();

let world: World;
let db: MeteredDb;
let member: { readonly id: number; readonly email: string };
let removed: number;
let welcomed: number;
let tokens: Tokens;
beforeAll(async () => {
  const plain = await createWorld({ ...SENDING_CLUB, slug: 'infinity-mall', changes_kept_days: 0 });
  member = await person(plain);
  removed = (await person(plain)).id;
  welcomed = (await person(plain, { send_sms_welcome_message: false })).id;
  tokens = await logIn(plain, member.id);
  db = await meteredDb();
  world = worldOf(db, plain.club, plain.client);
  await me(world, tokens);
  // As in a warm function.
  await world.runtime.use(subscriptionsOf)(plain.club.slug);
});

const path = () => ({ id: String(member.id) });

/** In order: a later one may need what an earlier one did. */
const OPERATIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  'create a member': () => person(world, {}),
  'read a member by id': () => call(world, 'members.get', { path: path() }),
  'read a member by e-mail': () => call(world, 'members.get-by-email', { path: { email: member.email } }),
  'update a member': () =>
    call(world, 'members.update', { path: path(), body: { properties: { first_name: 'Ola' } } }),
  'log in': () => tryLogIn(world, member.email, 'pass-1', 'email'),
  'authenticated call': () => me(world, tokens),
  'refresh a session': async () => {
    tokens = await refreshed(world, tokens);
  },
  'first call with a refreshed pair': () => me(world, tokens),
  'list a member that comes alone': () => committed(world, welcomed),
  'automatic mail': () => deliverAll(world),
  'remove a member': () => call(world, 'members.destroy', { path: { id: String(removed) } }),
};

it.each(Object.keys(OPERATIONS))('to %s takes what the table of counts says', async (name) => {
  const count = await counted(db, OPERATIONS[name] as () => Promise<unknown>);
  expect(count).toEqual(COUNTS[name as keyof typeof COUNTS]);
});

it('stores as many bytes of a member as the table of bytes says', async () => {
  const properties = {
    email: 'kari.nordmann@example.com',
    msisdn: '4740000001',
    first_name: 'Kari',
    last_name: 'Nordmann',
    birthday: '1990-10-23',
    interests: ['sportwear'],
  };
  const { body } = await call(world, 'members.create', { body: { properties } });
  const { slug } = world.club;
  const read = async (Key: object) =>
    (await db.doc.send(new GetCommand({ TableName: db.table, Key: { ...Key } }))).Item ?? {};
  const member = await read(memberKey(slug, body.id));
  const { pk, sk, shard, email, msisdn } = member;
  const claims = [
    await read(claimKey(slug, 'email', properties.email)),
    await read(claimKey(slug, 'msisdn', properties.msisdn)),
  ];
  const inFifties = (items: readonly object[]) =>
    Math.ceil(items.reduce((sum, item) => sum + itemBytes({ ...item }), 0) / 50) * 50;
  expect({
    member: inFifties([member]),
    claims: inFifties(claims),
    entries: inFifties([
      { pk, sk, shard, email },
      { pk, sk, shard, msisdn },
    ]),
  }).toEqual({ member: BYTES.member, claims: BYTES.claims, entries: BYTES.entries });
});
