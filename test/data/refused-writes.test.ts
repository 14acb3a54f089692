import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { releaseChunk, takeOverChunk } from '#shared/data/bulk/bulk-chunks.ts';
import { failChunk } from '#shared/data/bulk/bulk-ledger.ts';
import { recordSendResult } from '#shared/data/bulk/bulk-requests.ts';
import { cleanDispatch } from '#shared/data/erasure/erasure.ts';
import { storeEndpoint } from '#shared/data/members/devices.ts';
import { updateMember } from '#shared/data/members/members.ts';
import { storeReportedStatus } from '#shared/data/messaging/dispatch-reports.ts';
import { expireRecipients } from '#shared/data/messaging/stored-recipients.ts';
import { recordNotificationOutcome } from '#shared/data/notifications/notification-records.ts';
import { replaceHash } from '#shared/data/sessions/login.ts';
import { clearFailures } from '#shared/data/sessions/login-attempts.ts';
import { endAllSessions } from '#shared/data/sessions/session-epoch.ts';
import { rotateSession } from '#shared/data/sessions/session-pairs.ts';
import { endSessionWithoutDevices } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import { newSession } from '#shared/domain/sessions/session.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

/**
 * A conditional write has three ends: done, its condition does not hold, or the table refuses it for another reason.
 * Only the second one is an answer.
 */

const now = '2026-01-01T00:00:00.000Z';
const member = plainMember({ id: 1, club: 'none', properties: {}, now });
const session = newSession(member, { sid: 's', client: 1 }, { kid: 'k', now: 1000 });
const chunk = {
  ledger: { source: 'bulk', club: 'none', client: 1, job: 'j' },
  request: 'r',
  chunk: 0,
} as const;
const lease = { token: 't', until: now, first: true, failures: 0 };
const automatic = { club: 'none', member: 1, event: 'created-1', channel: 'email' } as const;
const dispatch = { club: 'none', sending: 1, partition: 0, recipientKey: 'M1' };
const reported = {
  transmission_status: 'transmitted',
  delivery_status: 'delivered',
} as unknown as Parameters<typeof storeReportedStatus>[2];

type Write = (db: Db) => Promise<unknown>;

/** By name, with what each answers when its condition does not hold. */
const WRITES: Readonly<Record<string, readonly [Write, answer: unknown]>> = {
  releaseChunk: [(db) => releaseChunk(db, chunk, lease, true), undefined],
  takeOverChunk: [(db) => takeOverChunk(db, chunk, new Date(now)), undefined],
  failChunk: [(db) => failChunk(db, chunk, new Date(now)), false],
  storeProviderMessage: [
    (db) => recordSendResult(db, chunk.ledger, { name: 'r', firstId: 1 }, []),
    undefined,
  ],
  storeEndpoint: [(db) => storeEndpoint(db, { club: 'none', member: 1 }, 'a', 'arn:a'), undefined],
  storeReportedStatus: [(db) => storeReportedStatus(db, dispatch, reported, reported), false],
  recordNotificationOutcome: [(db) => recordNotificationOutcome(db, automatic, 'a', 'sent', 'id'), false],
  cleanDispatch: [(db) => cleanDispatch(db, dispatch, now), undefined],
  clearFailures: [(db) => clearFailures(db, 'none', 1), undefined],
  expireRecipients: [(db) => expireRecipients(db, 'none', 1, 1), undefined],
  replaceHash: [(db) => replaceHash(db, { ...member, password: 'old' }, 'new'), undefined],
  updateMember: [(db) => updateMember(db, member, { ...member, version: 2 }), { outcome: 'stale' }],
  endSessionWithoutDevices: [(db) => endSessionWithoutDevices(db, session), false],
  endAllSessions: [(db) => endAllSessions(db, 'none', 1), false],
  rotateSession: [(db) => rotateSession(db, session, session), false],
};

let db: Db;
beforeAll(async () => {
  db = await openTestDb();
});

/** The table that refuses every call with the given error; a deletion without a condition cannot miss one. */
const refusing = (name: string): Db => {
  const isDone = (command: unknown): boolean =>
    name === 'ConditionalCheckFailedException' &&
    command instanceof DeleteCommand &&
    command.input.ConditionExpression === undefined;
  const send = async (command: unknown) => {
    if (!isDone(command)) throw Object.assign(new Error(name), { name });
    return {};
  };
  return { ...db, doc: { send } as unknown as Db['doc'] };
};

describe.each(Object.entries(WRITES))('%s', (_, [write, answer]) => {
  it('answers when its condition does not hold', async () => {
    expect(await write(refusing('ConditionalCheckFailedException'))).toEqual(answer);
  });

  it('throws what the table refuses for another reason', async () => {
    await expect(write(refusing('AccessDeniedException'))).rejects.toThrow('AccessDeniedException');
  });
});
