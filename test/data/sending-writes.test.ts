import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { audienceWrites, findAudiences } from '#shared/data/messaging/audiences.ts';
import {
  claimDispatchWrites,
  failDispatchWrite,
  readWaiting,
  recordOutcomeWrite,
  type StoredOutcome,
} from '#shared/data/messaging/partition-dispatches.ts';
import { clearInFlightWrite, transmissionCursorWrite } from '#shared/data/messaging/sending-cursors.ts';
import {
  dispatchItem,
  findDispatchContents,
  findSendingDispatch,
  newDispatchWrite,
} from '#shared/data/messaging/sending-dispatches.ts';
import {
  claimNotificationWrite,
  findNotification,
  recordNotificationOutcome,
  resolveNotification,
} from '#shared/data/notifications/notification-records.ts';
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
  const content = { subject: 'Hi' };
  const addresses = { msisdn: null, email: 'b@example.com', app_token: null };
  const claim = { at: now, inHistory: false };

  it('is made once', async () => {
    expect(await run(newDispatchWrite(db, club, dispatch('M1')))).toEqual([]);
    expect(await run(newDispatchWrite(db, club, dispatch('M1', { id: 2 })))).toEqual(['M1']);
  });

  it('is found only while it waits', async () => {
    await stored(dispatch('M1'));
    await stored(dispatch('M2', { transmission_status: 'failed' }));
    await stored(dispatch('M3'));
    const page = await readWaiting(db, { club, sending: 5, partition: 2 }, '', 10);
    expect(page.dispatches.map(({ recipientKey }) => recipientKey)).toEqual(['M1', 'M3']);
  });

  it('is claimed with its texts and addresses, and not when it does not wait', async () => {
    const ref = await stored(dispatch('M1'));
    expect(await run(...claimDispatchWrites(db, ref, addresses, content, claim))).toEqual([]);
    expect((await findDispatchContents(db, [ref])).get(dispatchRefText(ref))).toEqual(content);
    expect((await findSendingDispatch(db, ref))?.email).toBe('b@example.com');
    const gone = await stored(dispatch('M2', { transmission_status: 'failed' }));
    expect(await run(...claimDispatchWrites(db, gone, addresses, content, claim))).toEqual(['dispatch']);
    expect(await run(failDispatchWrite(db, gone, 'x', now))).toEqual(['dispatch']);
  });

  it.each<[StoredOutcome, string]>([
    [{ state: 'failed', reason: 'no' }, 'failed'],
    [{ state: 'waiting', reason: 'later' }, 'scheduled'],
    [{ state: 'sent' }, 'transmitted'],
  ])('stores the outcome %j, except where a report came first', async (settlement, status) => {
    const ref = await stored(dispatch('M1'));
    expect(await run(recordOutcomeWrite(db, ref, settlement, now))).toEqual([]);
    const after = await findSendingDispatch(db, ref);
    const reason = 'reason' in settlement ? settlement.reason : null;
    expect([after?.transmission_status, after?.external_delivery_status]).toEqual([status, reason]);
    const known = await stored(dispatch('M2', { transmission_status: 'transmitted' }));
    const failedChecks = settlement.state === 'sent' ? [] : ['M2'];
    expect(await run(recordOutcomeWrite(db, known, settlement, now))).toEqual(failedChecks);
    expect((await findSendingDispatch(db, known))?.transmission_status).toBe('transmitted');
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
  const put = (cursor: TransmissionCursor, seen?: TransmissionCursor) =>
    run(transmissionCursorWrite(db, ref(), cursor, now, seen));

  it('is created once, and moves only from what was read while it is open', async () => {
    expect(await put(newTransmissionCursor(2))).toEqual([]);
    expect(await put(newTransmissionCursor(2))).toEqual(['stale']);
    const next = { ...newTransmissionCursor(2), version: 2 };
    expect(await put(next, newTransmissionCursor(2))).toEqual([]);
    expect(await put({ ...next, after: 'M9' }, newTransmissionCursor(2))).toEqual(['stale']);
    expect(await put({ ...next, state: 'closed', version: 3 }, next)).toEqual([]);
    expect(await put({ ...next, version: 4 }, { ...next, version: 3 })).toEqual(['stale']);
  });

  it('is cleared of an attempt once, by that attempt', async () => {
    await put(inFlight);
    expect(await run(clearInFlightWrite(db, ref(), 2, 'other', goes))).toEqual(['stale']);
    expect(await run(clearInFlightWrite(db, ref(), 2, 'a', goes))).toEqual([]);
    expect(await stored()).toMatchObject({
      state: 'done',
      after: 'M1',
      sms_parts: 3,
      in_flight: null,
      version: 2,
    });
    expect(await run(clearInFlightWrite(db, ref(), 2, 'a', goes))).toEqual(['stale']);
    expect(await run(clearInFlightWrite(db, ref(), 2, 'a'))).toEqual(['stale']);
  });

  it('that was closed is cleared, but does not move', async () => {
    await put({ ...inFlight, state: 'closed' });
    expect(await run(clearInFlightWrite(db, ref(), 2, 'a', goes))).toEqual(['stale']);
    expect(await run(clearInFlightWrite(db, ref(), 2, 'a'))).toEqual([]);
    expect(await stored()).toMatchObject({ state: 'closed', after: '', in_flight: null });
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
