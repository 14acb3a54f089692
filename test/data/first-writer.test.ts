import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  findClient,
  findClientById,
  revokeClient,
  storeClient,
  updateClient,
} from '#shared/data/client-tokens/clients.ts';
import { createClub, findClub, findMemberSchema, listClubs, updateClub } from '#shared/data/clubs/clubs.ts';
import { replacePassword } from '#shared/data/sessions/session-epoch.ts';
import { markDevicesWrite } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import { clientKey, clientRegisterKey, memberKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { storedClient } from '../support/clients.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

/** Of two writers that read the same, the first one's write stands. */

let db: Db;
let club: Club;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = await storedClub(db);
});

const now = '2026-01-01T00:00:00.000Z';

describe('a club', () => {
  const changed = (name: string): Club => ({
    ...club,
    name,
    version: club.version + 1,
    schema_version: club.schema_version + 1,
  });

  it('is not created over another of its slug', async () => {
    expect(await createClub(db, { ...club, name: 'Late' })).toBe(false);
    expect((await findClub(db, club.slug))?.name).toBe(club.name);
  });

  it('is listed, and keeps the schema of each version', async () => {
    expect(await listClubs(db)).toContainEqual({ id: club.id, slug: club.slug });
    const after = { ...changed('New'), member_schema: { ...club.member_schema, title: 'new' } } as Club;
    expect(await updateClub(db, after)).toBe(true);
    expect(await findMemberSchema(db, club.slug, club.schema_version)).toEqual(club.member_schema);
    expect(await findMemberSchema(db, club.slug, after.schema_version)).toEqual(after.member_schema);
  });

  it('is changed from what was read only', async () => {
    expect(await updateClub(db, changed('First'))).toBe(true);
    expect(await updateClub(db, changed('Second'))).toBe(false);
    expect((await findClub(db, club.slug))?.name).toBe('First');
  });
});

describe('a client token', () => {
  const stored = () => storedClient(db, { clubs: [club.slug] });
  const renamed = (seen: ClientToken, name: string) => ({ seen, after: { ...seen, name } });
  const nameOf = async (token: ClientToken) => (await findClient(db, token.hash))?.name;

  it('is changed, and revoked by another token, from what was read only', async () => {
    const [token, granter] = [await stored(), await stored()];
    expect(await updateClient(db, renamed(token, 'first'))).toBe(true);
    expect(await updateClient(db, renamed(token, 'second'))).toBe(false);
    expect(await revokeClient(db, token, granter)).toBe(false);
    expect(await nameOf(token)).toBe('first');
    expect(await revokeClient(db, { ...token, version: 2 }, granter)).toBe(true);
    expect(await readItem(db, { ...clientRegisterKey(token.id) })).toBeUndefined();
    expect(await updateClient(db, renamed({ ...token, version: 2 }, 'third'))).toBe(false);
    expect(await nameOf(token)).toBeUndefined();
  });

  it('that has changed since it was read grants nothing, nor does one that is gone', async () => {
    const [token, granter] = [await stored(), await stored()];
    expect(await updateClient(db, renamed(granter, 'less'))).toBe(true);
    expect(await updateClient(db, renamed(token, 'x'), granter)).toBe(false);
    expect(await revokeClient(db, token, granter)).toBe(false);
    const present = { ...granter, version: 2 };
    expect(await updateClient(db, renamed(token, 'y'), present)).toBe(true);
    expect(await revokeClient(db, present)).toBe(true);
    expect(await updateClient(db, renamed({ ...token, version: 2 }, 'z'), present)).toBe(false);
    expect(await nameOf(token)).toBe('y');
  });

  it('is stored under an id and a secret of its own, by a granter that is as it was read', async () => {
    const [token, granter] = [await stored(), await stored()];
    const other = { ...token, id: token.id + 1_000_000, hash: `${token.hash.slice(1)}0` };
    await expect(storeClient(db, { ...other, id: token.id })).rejects.toThrow();
    await expect(storeClient(db, { ...other, hash: token.hash })).rejects.toThrow();
    expect(await storeClient(db, other, { ...granter, version: 2 })).toBe(false);
    expect(await findClientById(db, other.id)).toBeUndefined();
    expect(await storeClient(db, other, granter)).toBe(true);
    expect((await findClientById(db, other.id))?.hash).toBe(other.hash);
  });

  it('may change itself, and is revoked by an operator as whatever it is', async () => {
    const token = await stored();
    expect(await updateClient(db, renamed(token, 'own'), token)).toBe(true);
    expect(await revokeClient(db, token)).toBe(true);
    expect(await findClient(db, token.hash)).toBeUndefined();
  });

  it('without a version, as they were stored at first, is changed once and not brought back', async () => {
    const token = await stored();
    await db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: clientKey(token.hash),
        UpdateExpression: 'REMOVE version',
      }),
    );
    const first = { ...token, version: 0 };
    expect((await findClient(db, token.hash))?.version).toBe(0);
    expect(await updateClient(db, renamed(first, 'first'))).toBe(true);
    expect(await updateClient(db, renamed(first, 'second'))).toBe(false);
    expect(await nameOf(token)).toBe('first');
    await db.doc.send(new DeleteCommand({ TableName: db.table, Key: clientKey(token.hash) }));
    expect(await updateClient(db, renamed(first, 'third'))).toBe(false);
  });
});

it('a removed member gets no new password', async () => {
  const member = plainMember({ id: 1, club: club.slug, properties: {}, now });
  const tombstone = { ...memberKey(club.slug, 1), kind: 'tombstone', v: 1, id: 1, version: member.version };
  await db.doc.send(new PutCommand({ TableName: db.table, Item: tombstone }));
  const after = { ...member, password: 'new', session_epoch: 1 };
  expect(await replacePassword(db, member, after, [])).toEqual(['stale']);
});

it('a session that has ended is not begun again by a device', async () => {
  const ended = { club: club.slug, member: 1, sid: 'ended' };
  expect(await transact(db, [markDevicesWrite(db, ended)])).toEqual(['stale']);
});
