import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  findProviderMessage,
  providerMessageStatement,
  storeProviderMessage,
} from '#shared/data/delivery/provider-messages.ts';
import {
  claimDeviceWrite,
  findDeviceOwner,
  releaseDeviceWrites,
  removeDevice,
  storeEndpoint,
} from '#shared/data/members/devices.ts';
import { createMember, findMember, updateMember } from '#shared/data/members/members.ts';
import { runStatements } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { providerMessageKey } from '#shared/data/table/messaging-keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Device } from '#shared/domain/members/device.ts';
import type { Member } from '#shared/domain/members/member.ts';
import {
  type OutgoingDispatchRef,
  type OutgoingRef,
  outgoingRefFromTags,
  tagsOf,
} from '#shared/domain/notifications/outgoing-ref.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

let db: Db;
let club: string;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
});

const now = '2026-01-01T00:00:00.000Z';

const device = (token: string, more: Partial<Device> = {}): Device => ({
  token,
  platform: 'android',
  installation: null,
  firebase_project: null,
  session: null,
  endpoint: null,
  registered_at: now,
  ...more,
});

const stored = async (devices: readonly Device[]): Promise<Member> => {
  const member = plainMember({
    id: 1,
    club,
    properties: { email: 'a@example.com' },
    now,
  });
  const created = { ...member, devices };
  await createMember(db, created);
  return created;
};

const found = async () => findMember(db, club, 1);
const endpoints = async () => (await found())?.devices.map(({ token, endpoint }) => [token, endpoint]);
const OWNER = () => ({ club, member: 1 });

describe('devices of a member', () => {
  it('come with it, the one that registered longest ago first, and through its changes', async () => {
    const first = device('z', { registered_at: '2025-01-01T00:00:00.000Z' });
    const before = await stored([device('b'), device('a'), first]);
    expect((await found())?.devices.map(({ token }) => token)).toEqual(['z', 'a', 'b']);
    await updateMember(db, before, { ...before, optin_channel: 'x', version: 2 });
    expect((await found())?.devices).toHaveLength(3);
  });

  it('are none for a member stored before there were any', async () => {
    await stored([]);
    const { Item } = await db.doc.send(new GetCommand({ TableName: db.table, Key: memberKey(club, 1) }));
    expect(Item).not.toHaveProperty('devices');
    expect((await found())?.devices).toEqual([]);
  });

  it('have their endpoint remembered without a new version of the member', async () => {
    await stored([device('a'), device('b')]);
    await storeEndpoint(db, OWNER(), 'b', 'arn:b');
    expect(await endpoints()).toEqual([
      ['a', null],
      ['b', 'arn:b'],
    ]);
    expect((await found())?.version).toBe(1);
  });

  it('that are gone, and members that are, have no endpoint to remember', async () => {
    await stored([device('a')]);
    await storeEndpoint(db, OWNER(), 'gone', 'arn:x');
    await storeEndpoint(db, { club, member: 2 }, 'a', 'arn:x');
    expect(await endpoints()).toEqual([['a', null]]);
    expect(await findMember(db, club, 2)).toBeUndefined();
  });

  it('go when their endpoint is dead, and a writer of the member notices', async () => {
    const before = await stored([device('a', { endpoint: 'arn:a' }), device('b')]);
    expect(await removeDevice(db, OWNER(), { token: 'a', endpoint: 'arn:a' })).toBe(true);
    expect(await endpoints()).toEqual([['b', null]]);
    expect(await updateMember(db, before, { ...before, version: 2 })).toEqual({ outcome: 'stale' });
    expect(await removeDevice(db, OWNER(), { token: 'a', endpoint: 'arn:a' })).toBe(false);
  });

  it('that registered again since stay', async () => {
    await stored([device('a')]);
    expect(await removeDevice(db, OWNER(), { token: 'a', endpoint: 'arn:a' })).toBe(false);
    expect(await endpoints()).toEqual([['a', null]]);
  });

  it('give their app token back when their endpoint is dead', async () => {
    await stored([device('a', { endpoint: 'arn:a' })]);
    expect(await transact(db, [claimDeviceWrite(db, OWNER(), 'a', undefined)])).toEqual([]);
    expect(await removeDevice(db, OWNER(), { token: 'a', endpoint: 'arn:a' })).toBe(true);
    expect(await findDeviceOwner(db, club, 'a')).toBeUndefined();
  });
});

describe('the claim of an app token', () => {
  const take = (member: number, seen: number | undefined) =>
    transact(db, [claimDeviceWrite(db, { club, member }, 'a', seen)]);

  it('is taken when it is free, or from the owner that was seen', async () => {
    expect(await take(1, undefined)).toEqual([]);
    expect(await take(2, undefined)).toEqual(['stale']);
    expect(await take(2, 1)).toEqual([]);
    expect(await take(3, 1)).toEqual(['stale']);
    expect(await findDeviceOwner(db, club, 'a')).toBe(2);
  });

  it('is given back by its owner only', async () => {
    await take(1, undefined);
    const release = (id: number) =>
      transact(db, releaseDeviceWrites(db, { club, id, devices: [device('a')] }, []));
    expect(await release(2)).toEqual(['stale']);
    expect(await release(1)).toEqual([]);
    expect(await findDeviceOwner(db, club, 'a')).toBeUndefined();
  });
});

const RECIPIENT = 'M0000000000000042';

describe('what was sent', () => {
  const sent = (): OutgoingDispatchRef => ({
    type: 'dispatch',
    club,
    sending: 12,
    partition: 3,
    recipientKey: RECIPIENT,
  });
  const automatic = (): OutgoingRef => ({
    type: 'automatic',
    club,
    member: 7,
    event: 'created-1',
    channel: 'email',
  });

  it('is found by the id that the provider gave it, however it was written down', async () => {
    const id = `id-${club}`;
    expect(await findProviderMessage(db, id)).toBeUndefined();
    expect(await runStatements(db, [providerMessageStatement(db, id, sent(), new Date())])).toEqual(['done']);
    expect(await findProviderMessage(db, id)).toEqual(sent());
    await storeProviderMessage(db, `${id}-2`, automatic(), new Date());
    expect(await findProviderMessage(db, `${id}-2`)).toEqual(automatic());
  });

  it('is found where the first release wrote it, and is written the same way', async () => {
    const { partition, recipientKey, ...rest } = sent();
    const old = { ...rest, lane: partition, recipient: recipientKey };
    const key = providerMessageKey(`old-${club}`);
    await db.doc.send(
      new PutCommand({ TableName: db.table, Item: { ...key, kind: 'sent', v: 1, sent: old } }),
    );
    expect(await findProviderMessage(db, `old-${club}`)).toEqual(sent());
    await storeProviderMessage(db, `new-${club}`, sent(), new Date());
    expect(await readItem(db, providerMessageKey(`new-${club}`))).toMatchObject({ sent: old });
  });

  it('is named by the tags of a mail, which hold only what SES allows', () => {
    for (const message of [sent(), automatic()]) {
      expect(outgoingRefFromTags(tagsOf(message))).toEqual(message);
      for (const text of Object.entries(tagsOf(message)).flat())
        expect(text).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    }
  });

  it.each([
    {},
    { club: 'mall' },
    { club: 'mall', dispatch: '1-2-x' },
    { club: 'mall', member: 'x', event: 'e' },
    { club: 'mall', member: '1' },
    { dispatch: `12-3-${RECIPIENT}` },
  ] as Record<string, string>[])('is nothing of ours by other tags: %j', (tags) => {
    expect(outgoingRefFromTags(tags)).toBeUndefined();
  });
});
