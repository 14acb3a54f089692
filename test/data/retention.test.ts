import { expect, it } from 'vitest';
import { deadlineWrite } from '#shared/data/bulk/bulk-deadlines.ts';
import { ledgerWrites } from '#shared/data/bulk/initial-ledger.ts';
import { issueWrite } from '#shared/data/confirmations/tokens.ts';
import { providerMessageStatement } from '#shared/data/delivery/provider-messages.ts';
import { keyTtl } from '#shared/data/idempotency/key-item.ts';
import { tombstoneItem } from '#shared/data/members/member-item.ts';
import { acquireFromSecond } from '#shared/data/messaging/rates.ts';
import { PREPARATION_CURSOR } from '#shared/data/messaging/sending-cursor-items.ts';
import { claimNotificationWrite } from '#shared/data/notifications/notification-records.ts';
import { memberCounter } from '#shared/data/sessions/login-attempts.ts';
import { reserveAttempt } from '#shared/data/sessions/login-failures.ts';
import type { Db } from '#shared/data/table/db.ts';
import { NON_MEMBER_DATA_TTL_SECONDS, PERSONAL_DATA_TTL_SECONDS } from '#shared/data/table/retention.ts';
import { countRequest } from '#shared/data/table/throttles.ts';
import { plainMember, removal } from '../support/plain-member.ts';

/** How long the table keeps what expires, as docs/data.md says: by it personal data go, and counters stay. */

const NOW = '2026-03-01T08:00:00.000Z';
const now = new Date(NOW);
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Values = Readonly<Record<string, unknown>>;

/** A table that takes every update, and the time of expiry in the last one. */
const updates = () => {
  const sent: Values[] = [];
  const send = async ({ input }: { input: { ExpressionAttributeValues: Values } }) => {
    sent.push(input.ExpressionAttributeValues);
    return { Attributes: { pk: 'p', sk: 's', kind: 'log-ins', v: 1 } };
  };
  const db = { table: 'kept', doc: { send }, uuid: () => 'u', retryOptions: () => ({}) } as unknown as Db;
  return { db, ttl: () => sent.at(-1)?.[':ttl'] };
};

const { db } = updates();
const item = ({ write }: { readonly write: object }): Values => (write as { Put: { Item: Values } }).Put.Item;
const owner = { club: 'c', id: 1 };
const request = {
  name: 'n',
  attempt: 1,
  number: 1,
  members: 1,
  chunks: 1,
  firstId: 1,
  schemaVersion: 1,
  acceptedAt: NOW,
  state: 'sending',
} as const;
const ledger = { source: 'bulk', club: 'c', client: 1, job: 'j' } as const;
const cursor = {
  version: 1,
  state: 'open',
  partition: 0,
  position: { indexNumber: 0, after: '' },
  dispatches: 0,
  members: 0,
  exclusions: {},
  transmissionPartitions: [],
} as const;

/** The time of expiry of an update. */
const updated = async (run: (db: Db) => Promise<unknown>): Promise<unknown> => {
  const { db: watched, ttl } = updates();
  await run(watched);
  return ttl();
};

it.each<[string, number, () => unknown]>([
  [
    'the tombstone of a member',
    30 * DAY,
    () => tombstoneItem(plainMember({ ...owner, properties: {}, now: NOW }), removal(NOW)).ttl,
  ],
  [
    'whose message a provider’s id names',
    17 * DAY,
    // The last attribute of the item.
    () => providerMessageStatement(db, 'id', { type: 'notification' } as never, now).Parameters.at(-1),
  ],
  [
    'the record of a notification',
    30 * DAY,
    () =>
      item(
        claimNotificationWrite(
          db,
          { club: 'c', member: 1, event: 'e', channel: 'email' } as never,
          { kind: 'k', attempt: 'a', at: NOW },
          undefined,
        ),
      )['ttl'],
  ],
  [
    'a one-time token, until its end',
    HOUR,
    () =>
      item(
        issueWrite(db, owner, {
          purpose: 'reset_password',
          expires_at: new Date(now.getTime() + HOUR * 1000).toISOString(),
        } as never),
      )['ttl'],
  ],
  ['the ledger of a request', 90 * DAY, () => item(ledgerWrites(db, ledger, request, 1)[0] as never)['ttl']],
  ['its deadline', 30 * DAY, () => item(deadlineWrite(db, ledger, request))['ttl']],
  ['an idempotency key', DAY, () => keyTtl(now)],
  [
    'the cursor of a preparation',
    30 * DAY,
    () => PREPARATION_CURSOR.item({ pk: 'p', sk: 's' }, cursor as never, NOW).ttl,
  ],
  [
    'one second of a send rate',
    HOUR,
    () =>
      updated((watched) =>
        acquireFromSecond(
          watched,
          {
            channel: 'sms',
            second: now.getTime() / 1000,
            requester: { club: 'c', sending: 1, weight: 1 },
          },
          1,
          { all: 1, club: 1, sending: 1 },
        ),
      ),
  ],
  [
    'the log-ins of a member, and the window of guesses',
    30 * DAY + 15 * MINUTE,
    () => updated((watched) => reserveAttempt(watched, memberCounter('c', 1), now.getTime() / 1000)),
  ],
  [
    'a client’s requests of one window, until the end of the next',
    2 * HOUR,
    () => updated((watched) => countRequest(watched, { club: 'c', client: 1, what: 'w', window: HOUR }, now)),
  ],
  ['the personal data of a bulk', DAY, () => now.getTime() / 1000 + PERSONAL_DATA_TTL_SECONDS],
  [
    'the data of non-members in a sending',
    90 * DAY,
    () => now.getTime() / 1000 + NON_MEMBER_DATA_TTL_SECONDS,
  ],
])('the table keeps %s', async (_, seconds, ttl) => {
  expect(Number(await ttl()) - now.getTime() / 1000).toBe(seconds);
});
