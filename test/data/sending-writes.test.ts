import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { audienceWrites, findAudiences } from '#shared/data/messaging/audiences.ts';
import { findDispatchContents, storeContents } from '#shared/data/messaging/dispatch-contents.ts';
import { findMemberMessage, hideUnsent } from '#shared/data/messaging/member-messages.ts';
import {
  outcomeStatement,
  readWaiting,
  type StoredOutcome,
} from '#shared/data/messaging/partition-dispatches.ts';
import {
  clearInFlight,
  storeTransmissionCursor,
  transmissionCursorWrite,
} from '#shared/data/messaging/sending-cursors.ts';
import { dispatchItem, findSendingDispatch } from '#shared/data/messaging/sending-dispatches.ts';
import {
  claimNotificationWrite,
  findNotification,
  recordNotificationOutcome,
  resolveNotification,
} from '#shared/data/notifications/notification-records.ts';
import { runStatements } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { transmissionCursorKey } from '#shared/data/table/messaging-keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import { newTransmissionCursor, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';

/** Each write of a sending happens once, and only on the state that its writer read. */

let db: Db;
let club: string;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
});

const now = '2026-01-01T00:00:00.000Z';
const run = (...steps: readonly TransactWrite[]) => transact(db, steps);

const dispatch = (recipientKey: string, more: Partial<Dispatch> = {}): Dispatch => ({
  id: 1,
  sending_id: 5,
  partition: 2,
  recipientKey,
  recipient_place: null,
  type: 'email',
  member_id: 1,
  msisdn: null,
  email: 'a@example.com',
  app_token: null,
  transmission_status: 'scheduled',
  delivery_status: 'pending',
  external_delivery_status: null,
  created_at: now,
  updated_at: now,
  scheduled_at: now,
  transmitted_at: null,
  delivered_at: null,
  cleaned_at: null,
  ...more,
});

describe('a dispatch of a sending', () => {
  const stored = async (one: Dispatch) => {
    await db.doc.send(new PutCommand({ TableName: db.table, Item: dispatchItem(club, one) }));
    return dispatchRefOf(club, one);
  };
  const addresses = { msisdn: null, email: 'b@example.com', app_token: null };

  it('is found only while it waits', async () => {
    await stored(dispatch('M1'));
    await stored(dispatch('M2', { transmission_status: 'failed' }));
    await stored(dispatch('M3'));
    const page = await readWaiting(db, { club, sending: 5, partition: 2 }, '', 10);
    expect(page.dispatches.map(({ recipientKey }) => recipientKey)).toEqual(['M1', 'M3']);
  });

  it.each([
    ['of a member in its history', 'M0000000000000001', true],
    ['of a member who was removed, beside it', 'M0000000000000001', false],
    ['of a non-member beside it', `A${'0'.repeat(32)}`, false],
  ])('has the text %s, that of the last attempt', async (_, recipientKey, inHistory) => {
    const one = dispatch(recipientKey);
    const ref = dispatchRefOf(club, one);
    const store = (subject: string) =>
      storeContents(db, club, [{ dispatch: one, content: { subject }, address: subject, inHistory }], now);
    const found = async () =>
      (await findDispatchContents(db, [{ ...ref, id: one.id }])).get(dispatchRefText(ref));
    expect(await found()).toBeUndefined();
    for (const subject of ['Hi', 'Hi again']) {
      await store(subject);
      expect(await found()).toEqual({ content: { subject }, address: subject });
    }
    const entry = await findMemberMessage(db, club, 1, one.id);
    expect(entry?.sent).toBe(inHistory || undefined);
    if (!inHistory) return;
    expect(await runStatements(db, [hideUnsent(db, club, one)])).toEqual(['done']);
    expect((await findMemberMessage(db, club, 1, one.id))?.sent).toBe(false);
    await store('Hi');
    expect((await findMemberMessage(db, club, 1, one.id))?.sent).toBe(true);
  });

  it('makes no history of what was not kept', async () => {
    expect(await runStatements(db, [hideUnsent(db, club, dispatch('M0000000000000001'))])).toEqual([
      'refused',
    ]);
    expect(() => hideUnsent(db, club, dispatch('A1'))).toThrow(TypeError);
  });

  it.each<[StoredOutcome, string]>([
    [{ state: 'failed', reason: 'no' }, 'failed'],
    [{ state: 'waiting', reason: 'later' }, 'scheduled'],
    [{ state: 'sent' }, 'transmitted'],
  ])('stores the outcome %j, except where another came first', async (outcome, status) => {
    const ref = await stored(dispatch('M1', { external_delivery_status: 'before' }));
    const record = (one: typeof ref, used: typeof addresses | undefined) =>
      runStatements(db, [outcomeStatement(db, one, outcome, used, now)]);
    expect(await record(ref, addresses)).toEqual(['done']);
    const after = await findSendingDispatch(db, ref);
    const reason = 'reason' in outcome ? outcome.reason : null;
    expect(after).toMatchObject({
      transmission_status: status,
      external_delivery_status: reason,
      transmitted_at: status === 'transmitted' ? now : null,
      email: 'b@example.com',
    });
    const known = await stored(dispatch('M2', { transmission_status: 'transmitted' }));
    expect(await record(known, addresses)).toEqual(['refused']);
    expect((await findSendingDispatch(db, known))?.email).toBe('a@example.com');
    const kept = await stored(dispatch('M3'));
    await record(kept, undefined);
    expect((await findSendingDispatch(db, kept))?.email).toBe('a@example.com');
  });
});

describe('a transmission cursor', () => {
  const ref = () => ({ club, sending: 5 });
  const inFlight: TransmissionCursor = {
    ...newTransmissionCursor(2),
    in_flight: { attempt: 'a', at: now, recipientKeys: ['M1'] },
  };
  const goes = { state: 'done', after: 'M1', pass: 1, deferred: 0, sms_parts: 3 } as const;
  const stored = () => readItem(db, transmissionCursorKey(club, 5, 2));
  const create = (cursor: TransmissionCursor) => run(transmissionCursorWrite(db, ref(), cursor, now));
  const move = (cursor: TransmissionCursor, seen: TransmissionCursor) =>
    storeTransmissionCursor(db, ref(), cursor, now, seen);
  const clear = (attempt: string, next: Parameters<typeof clearInFlight>[4]) =>
    clearInFlight(db, ref(), 2, attempt, next);

  it('is created once, and moves only from what was read while it is open', async () => {
    expect(await create(newTransmissionCursor(2))).toEqual([]);
    expect(await create(newTransmissionCursor(2))).toEqual(['stale']);
    const next = { ...newTransmissionCursor(2), version: 2 };
    expect(await move(next, newTransmissionCursor(2))).toBe(true);
    expect(await move({ ...next, after: 'M9' }, newTransmissionCursor(2))).toBe(false);
    expect(await move({ ...next, state: 'closed', version: 3 }, next)).toBe(true);
    expect(await move({ ...next, version: 4 }, { ...next, version: 3 })).toBe(false);
  });

  it('is cleared of an attempt once, by that attempt', async () => {
    await create(inFlight);
    expect(await clear('other', goes)).toBe(false);
    expect(await clear('a', goes)).toBe(true);
    expect(await stored()).toMatchObject({
      state: 'done',
      after: 'M1',
      sms_parts: 3,
      in_flight: null,
      version: 2,
    });
    expect(await clear('a', goes)).toBe(false);
    expect(await clear('a', 1)).toBe(false);
  });

  it('that was closed is cleared, but does not move', async () => {
    await create({ ...inFlight, state: 'closed', sms_parts: 1 });
    expect(await clear('a', goes)).toBe(false);
    expect(await clear('a', 2)).toBe(true);
    expect(await stored()).toMatchObject({ state: 'closed', after: '', in_flight: null, sms_parts: 3 });
  });
});

describe('an automatic message', () => {
  const ref = () => ({ club, member: 1, event: 'created-1', channel: 'email' }) as const;
  const claimed = (attempt: string, seen?: Parameters<typeof claimNotificationWrite>[3]) =>
    run(claimNotificationWrite(db, ref(), { kind: 'welcome_email', attempt, at: now }, seen));

  it('is claimed by one attempt, and by the next only while it waits as it was read', async () => {
    expect(await claimed('a')).toEqual([]);
    expect(await claimed('b')).toEqual(['dispatch']);
    const seen = { state: 'sending', attempt: 'a', at: now } as const;
    expect(await claimed('b', seen)).toEqual(['dispatch']);
    expect(await recordNotificationOutcome(db, ref(), 'b', 'waiting', 'later')).toBe(false);
    expect(await recordNotificationOutcome(db, ref(), 'a', 'waiting', 'later')).toBe(true);
    expect(await claimed('b', { ...seen, attempt: 'c' })).toEqual(['dispatch']);
    expect(await claimed('b', seen)).toEqual([]);
    expect(await findNotification(db, ref())).toEqual({ state: 'sending', attempt: 'b', at: now });
  });

  it('of unknown outcome is sent when a report says so, once the outcome is stored', async () => {
    expect(await resolveNotification(db, ref())).toBe(false);
    await claimed('a');
    expect(await resolveNotification(db, ref())).toBe(false);
    await recordNotificationOutcome(db, ref(), 'a', 'unknown', 'lost');
    expect(await resolveNotification(db, ref())).toBe(true);
    expect((await findNotification(db, ref()))?.state).toBe('sent');
    await recordNotificationOutcome(db, ref(), 'a', 'failed', 'no');
    expect(await resolveNotification(db, ref())).toBe(true);
    expect((await findNotification(db, ref()))?.state).toBe('failed');
  });
});

it('an audience is not written over by another of its id', async () => {
  const put = (created_at: string) =>
    run(...audienceWrites(db, club, { seen: undefined, after: { id: 3, conditions: [], created_at } }));
  expect(await put(now)).toEqual([]);
  expect(await put('2026-01-02T00:00:00.000Z')).toEqual(['stale']);
  expect((await findAudiences(db, club, [3]))[0]?.entity.created_at).toBe(now);
});
