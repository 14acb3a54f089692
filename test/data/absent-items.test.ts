import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acquireChunk, chunkHasEnded } from '#shared/data/bulk/bulk-chunks.ts';
import { readDeadlines } from '#shared/data/bulk/bulk-deadlines.ts';
import { comparePlaces, readErrors } from '#shared/data/bulk/bulk-errors.ts';
import { findJob } from '#shared/data/bulk/bulk-jobs.ts';
import { chunkKey, importBulkKey, type JobRef, jobKey } from '#shared/data/bulk/bulk-keys.ts';
import { finishChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { nextRequestNumber, recordRequest } from '#shared/data/bulk/bulk-requests.ts';
import { findImportBulk } from '#shared/data/bulk/import-bulks.ts';
import { ledgerOf } from '#shared/data/bulk/initial-ledger.ts';
import { findClientById } from '#shared/data/client-tokens/clients.ts';
import { findMemberSchema, listClubs } from '#shared/data/clubs/clubs.ts';
import { eraseMemberMessage } from '#shared/data/erasure/erasure.ts';
import { readMemberRecords } from '#shared/data/erasure/member-records.ts';
import { createMember } from '#shared/data/members/members.ts';
import { memberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import {
  preparationCursorFromItem,
  transmissionCursorFromItem,
} from '#shared/data/messaging/sending-cursor-items.ts';
import { findPreparationCursor, findTransmissionCursor } from '#shared/data/messaging/sending-cursors.ts';
import { findRecipients, findSending, findSendingState } from '#shared/data/messaging/sendings.ts';
import { stripRecipients } from '#shared/data/messaging/stored-recipients.ts';
import { findSession, storeSession } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import {
  clientKey,
  clubOf,
  clubRegisterKey,
  type Key,
  memberIdOf,
  sessionKey,
} from '#shared/data/table/keys.ts';
import {
  memberMessageKey,
  recipientsKey,
  sendingKey,
  sendingRefFrom,
} from '#shared/data/table/messaging-keys.ts';
import { pack } from '#shared/data/table/packed.ts';
import { readItem } from '#shared/data/table/read.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { newSession } from '#shared/domain/sessions/session.ts';
import { storedClient } from '../support/clients.ts';
import { storedClub } from '../support/clubs.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

/** What is not stored, and what items of earlier releases lack. */

let db: Db;
let club: Club;
let job: JobRef;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = await storedClub(db);
  job = { source: 'bulk', club: club.slug, client: 1, job: 'j' };
});

const NOW = '2026-01-01T00:00:00.000Z';
const put = (Item: object) => db.doc.send(new PutCommand({ TableName: db.table, Item: { ...Item } }));
const lose = (key: Key, ...names: string[]) =>
  db.doc.send(
    new UpdateCommand({
      TableName: db.table,
      Key: { ...key },
      UpdateExpression: `REMOVE ${names.map((_, n) => `#${n}`)}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#${n}`, name])),
    }),
  );
const remove = (key: Key) => db.doc.send(new DeleteCommand({ TableName: db.table, Key: { ...key } }));

const chunk = () => ({ ledger: job, request: '1-r', chunk: 0 }) as const;
const REQUEST = {
  name: '1-r',
  attempt: 1,
  number: 1,
  members: 3,
  chunks: 1,
  firstId: 1,
  schemaVersion: 1,
  acceptedAt: NOW,
  state: 'sending',
} as const;
const record = () => recordRequest(db, job, REQUEST, { seen: undefined, arrivals: 1 });

describe('what is not stored is found nowhere', () => {
  it('of bulks', async () => {
    expect(await chunkHasEnded(db, chunk())).toBe(false);
    expect(await findJob(db, job, NOW)).toBeUndefined();
    await nextRequestNumber(db, job, NOW);
    expect(await findJob(db, job, NOW)).toBeUndefined();
    expect(() => ledgerOf({ source: 'import', club: club.slug, import: 'i' }, {} as never)).toThrow(
      TypeError,
    );
  });

  it('of sendings and clubs', async () => {
    const ref = { club: club.slug, sending: 1 };
    expect(await findMemberSchema(db, club.slug, 99)).toBeUndefined();
    expect(await findPreparationCursor(db, ref, 0)).toBeUndefined();
    expect(await findTransmissionCursor(db, ref, 0)).toBeUndefined();
    expect(await findRecipients(db, club.slug, 1)).toEqual([]);
    expect(await stripRecipients(db, club.slug, 1, (recipient) => recipient)).toBeUndefined();
    await put({ ...recipientsKey(club.slug, 1), kind: 'recipients', recipients: pack([]) });
    expect(await findSending(db, club.slug, 1)).toBeUndefined();
  });

  it('in keys of another kind', () => {
    expect(() => memberIdOf('CLUB#c#MEMBER#x')).toThrow(TypeError);
    expect([memberIdOf('CLUB#c#MEMBER#7'), clubOf('CLUB#c#MEMBER#7')]).toEqual([7, 'c']);
    expect(sendingRefFrom('CLUB#c#MEMBER#7')).toBeUndefined();
    expect(sendingRefFrom('CLUB#c#SENDING#7')).toEqual({ club: 'c', sending: 7 });
  });
});

describe('a chunk', () => {
  it('whose item expires while it is taken anew has no failures', async () => {
    await acquireChunk(db, chunk(), new Date(NOW));
    const expiring = afterCall(db, 1, () => remove(chunkKey(job, '1-r', 0)).then(() => {}));
    expect(await acquireChunk(expiring, chunk(), new Date(NOW))).toMatchObject({ first: false, failures: 0 });
  });

  it('that the first release has ended is ended', async () => {
    await put({ ...chunkKey(job, '1-r', 0), kind: 'bulk-chunk', ended_at: NOW });
    expect(await acquireChunk(db, chunk(), new Date(NOW))).toBe('ended');
  });
});

describe('the errors of a job', () => {
  it('are ordered by their requests, also where two have one number', () => {
    const place = (request: string) => ({ requestNumber: 1, request, chunk: 0 });
    const order = (a: string, b: string) => Math.sign(comparePlaces(place(a), place(b)));
    expect([order('a', 'b'), order('b', 'a'), order('a', 'a')]).toEqual([-1, 1, 0]);
  });

  it('are reported once beside those of the first release', async () => {
    await record();
    const errors = [{ position: 1, errors: {} }];
    const counts = { created: 0, updated: 0, skipped: 0, invalid: 1 };
    await finishChunk(db, chunk(), { requestNumber: 1, acceptedAt: NOW, errors, counts }, NOW);
    await db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: { ...jobKey(job) },
        UpdateExpression: 'SET kind = :kind, chunks = :two, done = :one, failed = :one, #ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':kind': 'bulk-job', ':one': 1, ':two': 2, ':ttl': 4e9 },
      }),
    );
    const found = await findJob(db, job, NOW);
    expect(found).toMatchObject({ counts: { done: 2, failed: 1 }, errors: { unnamed: true } });
    const rows = [];
    if (found) for await (const { row } of readErrors(db, job, NOW, found.errors)) rows.push(row.position);
    expect(rows).toEqual([1]);
  });
});

it('a message whose dispatch is gone leaves its member’s history nevertheless', async () => {
  const key = memberMessageKey(club.slug, 1, 5);
  await put(key);
  const dispatch = { club: club.slug, sending: 1, ...memberDispatchKey(1) };
  await eraseMemberMessage(db, 1, { id: 5, dispatch } as never, NOW);
  expect(await readItem(db, key)).toBeUndefined();
});

it('the deadlines of all requests are listed', async () => {
  await record();
  const deadlines = await readDeadlines(db);
  expect(deadlines.filter(({ ledger }) => ledger.club === club.slug)).toHaveLength(1);
});

it('all records of a member are read', async () => {
  const member = plainMember({ id: 1, club: club.slug, properties: {}, now: NOW });
  await createMember(db, member);
  await storeSession(db, newSession(member, { sid: 's', client: 1 }, { kid: 'k', now: 1000 }));
  await put({ ...memberMessageKey(club.slug, 1, 5), kind: 'member-message' });
  const kinds = [];
  for await (const item of readMemberRecords(db, club.slug, 1)) kinds.push(item['kind']);
  expect(kinds.toSorted()).toEqual(['member', 'member-message', 'session']);
});

describe('what items of earlier releases lack', () => {
  it('is nothing that a client token may do, and the time of its creation', async () => {
    const { id, hash, created_at } = await storedClient(db, { clubs: [club.slug] });
    await lose(clientKey(hash), 'internal', 'updated_at', 'version');
    expect(await findClientById(db, id)).toMatchObject({
      internal: false,
      updated_at: created_at,
      version: 0,
    });
  });

  it('is the id of a club in its register, which the club has', async () => {
    await lose(clubRegisterKey(club.slug), 'id');
    expect((await listClubs(db)).filter(({ slug }) => slug === club.slug)).toEqual([
      { slug: club.slug, id: club.id },
    ]);
  });

  it('is the use of a session, its first pair and the operation of an import', async () => {
    const member = plainMember({ id: 1, club: club.slug, properties: {}, now: NOW });
    const session = newSession(member, { sid: 's', client: 1 }, { kid: 'k', now: 1000 });
    await storeSession(db, session);
    await lose(sessionKey(club.slug, 1, 's'), 'used_at', 'first_n');
    expect((await findSession(db, session))?.session).toMatchObject({ used_at: 0, first_n: 1 });
    const ref = { source: 'import', club: club.slug, import: 'i', bulk: 1 } as const;
    await put({ ...importBulkKey(ref), kind: 'import-bulk', bulk: 1, ttl: 4e9 });
    expect((await findImportBulk(db, ref))?.bulk.operation).toBe('create');
  });

  it('are the parts of a sending that came later', async () => {
    expect(preparationCursorFromItem({} as never)).toMatchObject({
      exclusions: {},
      position: { indexNumber: 0, after: '' },
    });
    expect(transmissionCursorFromItem({} as never)).toMatchObject({ sms_parts: 0 });
    await put({ ...sendingKey(club.slug, 2), kind: 'sending', version: 1 });
    expect((await findSendingState(db, club.slug, 2))?.entity).toMatchObject({
      preparationPartitions: [],
      transmissionPartitions: [],
      exclusions: null,
      sms_parts: null,
      next_at: null,
    });
  });
});
