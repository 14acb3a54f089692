import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimIdempotencyKey } from '#shared/data/idempotency/claim-key.ts';
import { keepReply, releaseIdempotencyKey, requireHeldKey } from '#shared/data/idempotency/kept-replies.ts';
import type { KeyRef } from '#shared/data/idempotency/key-item.ts';
import { type Claim, claimItem, unchangedAmong } from '#shared/data/members/claims.ts';
import { claimDeviceWrite } from '#shared/data/members/devices.ts';
import { createMember, findMemberBy } from '#shared/data/members/members.ts';
import { repairClaim } from '#shared/data/members/repair-claim.ts';
import { findAddressOwners } from '#shared/data/messaging/owners.ts';
import { stripRecipients } from '#shared/data/messaging/stored-recipients.ts';
import { findFailures, memberCounter, refundAttempt } from '#shared/data/sessions/login-attempts.ts';
import { countFailure, reserveAttempt } from '#shared/data/sessions/login-failures.ts';
import { noteUse, rotateSession } from '#shared/data/sessions/session-pairs.ts';
import { findSession, isCurrentEpoch, storeSession } from '#shared/data/sessions/sessions.ts';
import { insert, runStatements } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { idempotencyKeyKey } from '#shared/data/table/keys.ts';
import { recipientsKey } from '#shared/data/table/messaging-keys.ts';
import { pack } from '#shared/data/table/packed.ts';
import { isConditionFailure } from '#shared/data/table/store-errors.ts';
import { transact } from '#shared/data/table/transact.ts';
import { newSession, rotatedSession } from '#shared/domain/sessions/session.ts';
import { damager, LATER } from '../support/claim-damage.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { failure, flakyDb } from '../support/failing-client.ts';
import { plainMember } from '../support/plain-member.ts';

/** Items that others change or remove between the calls of one function, and failures that are no answers. */

const NOW = '2026-01-01T00:00:00.000Z';
const ROUNDS = 5;

let db: Db;
let club: string;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
});

const put = (Item: object) => db.doc.send(new PutCommand({ TableName: db.table, Item: { ...Item } }));
const remove = async (Key: object) => {
  await db.doc.send(new DeleteCommand({ TableName: db.table, Key: { ...Key } }));
};
const claim = (more: Partial<Claim> = {}): Claim => ({
  club,
  identifier: 'email',
  value: 'a@example.com',
  owner: 9,
  at: NOW,
  ...more,
});

describe('an idempotency key', () => {
  const ref = (): KeyRef => ({ club, client: 1, hash: 'h' });
  const claiming = (fingerprint = 'f') => ({ fingerprint, lockSeconds: 30, now: new Date(NOW) });
  const held = async (fingerprint?: string) => {
    const found = await claimIdempotencyKey(db, ref(), claiming(fingerprint));
    if (found.outcome !== 'held') throw new Error(found.outcome);
    return found.key;
  };

  it('that expires or is given back while it is claimed is held', async () => {
    const late = () =>
      flakyDb(db, (name, call) =>
        name === 'Put' && call === 1 ? { before: failure('ConditionalCheckFailedException') } : undefined,
      );
    expect((await claimIdempotencyKey(late(), ref(), claiming())).outcome).toBe('held');
    await remove(idempotencyKeyKey(club, 1, 'h'));
    await releaseIdempotencyKey(db, await held('other'));
    expect((await claimIdempotencyKey(late(), ref(), claiming())).outcome).toBe('held');
  });

  it('is held by the request whose claim lost its answer', async () => {
    const lossy = flakyDb(db, (name, call) =>
      name === 'Put' && call === 1 ? { after: failure('InternalServerError') } : undefined,
    );
    expect((await claimIdempotencyKey(lossy, ref(), claiming())).outcome).toBe('held');
  });

  it('that never holds still is refused for now, after five rounds', async () => {
    let rounds = 0;
    const moving = flakyDb(db, (name) => {
      if (name === 'Put') return { before: failure('ConditionalCheckFailedException') };
      rounds += 1;
      return { answer: () => ({}) };
    });
    await expect(claimIdempotencyKey(moving, ref(), claiming())).rejects.toMatchObject({ code: 'busy' });
    expect(rounds).toBe(ROUNDS);
  });

  it('that another request has by now refuses the effect', () => {
    expect(requireHeldKey(['another'])).toBeUndefined();
    expect(() => requireHeldKey(['another', 'idempotency-key'])).toThrow(
      expect.objectContaining({ code: 'idempotency_key_in_use' }) as never,
    );
  });

  it('keeps no reply that the table cannot store', async () => {
    const key = await held();
    const body = Array.from({ length: 60_000 }, () => Math.random());
    await expect(async () => keepReply(db, key, { status: 200, body }, new Date(NOW))).rejects.toMatchObject({
      code: 'body_too_large',
    });
    expect(await keepReply(db, key, { status: 200, body: body.slice(0, 100) }, new Date(NOW))).toBe(true);
  });
});

describe('a claim', () => {
  it.each([[{ owner: 8 }], [{ at: LATER }], [undefined]])('read again as %j has changed', async (now) => {
    await put(claimItem(claim()));
    expect(await unchangedAmong(db, club, [claim()])).toEqual([claim()]);
    if (now) await put(claimItem(claim(now)));
    else await remove({ pk: claimItem(claim()).pk, sk: claimItem(claim()).sk });
    expect(await unchangedAmong(db, club, [claim()])).toEqual([]);
  });

  it('that keeps moving makes a look-up fail for now, after five rounds', async () => {
    let reads = 0;
    const moving = flakyDb(db, (name) => {
      if (name !== 'Get') return undefined;
      reads += 1;
      return { answer: () => ({ Item: reads % 2 === 1 ? claimItem(claim({ owner: reads })) : undefined }) };
    });
    await expect(findMemberBy(moving, club, 'email', 'a@example.com')).rejects.toMatchObject({
      code: 'busy',
    });
    expect(reads).toBe(2 * ROUNDS);
  });

  it('that is an orphan is deleted once', async () => {
    const orphan = claim();
    await put(claimItem(orphan));
    const finding = { club, identifier: 'email', value: orphan.value, claim: orphan, holders: [] } as const;
    const repair = () => repairClaim(db, { ...finding, fault: 'orphan' } as never, LATER);
    expect([await repair(), await repair()]).toEqual([true, false]);
  });

  it('is given to the one holder, not to none or to one of two', async () => {
    const holder = (id: number) =>
      plainMember({ id, club, properties: { email: 'a@example.com' }, now: NOW });
    const finding = { club, identifier: 'email', value: 'a@example.com', claim: undefined } as const;
    const repaired = (holders: ReturnType<typeof holder>[]) =>
      repairClaim(db, { ...finding, fault: 'missing', holders } as never, NOW);
    for (const id of [1, 2]) await damager(db, club).unclaimed(id, 'a@example.com');
    expect(await repaired([])).toBe(false);
    expect(await repaired([holder(1), holder(2)])).toBe(false);
    expect([await repaired([holder(1)]), await repaired([holder(1)])]).toEqual([true, false]);
    expect(await unchangedAmong(db, club, [claim({ owner: 1 })])).toHaveLength(1);
  });
});

it('the owners of addresses are the members that hold them', async () => {
  const damage = damager(db, club);
  await damage.member(1, 'mine@example.com');
  await damage.claimed('orphan@example.com', 9);
  expect(
    await findAddressOwners(db, club, 'email', [
      'mine@example.com',
      'orphan@example.com',
      'none@example.com',
    ]),
  ).toEqual(new Map([['mine@example.com', 1]]));
  await transact(db, [claimDeviceWrite(db, { club, member: 1 }, 'token', undefined)]);
  expect(await findAddressOwners(db, club, 'push', ['token', 'other'])).toEqual(new Map([['token', 1]]));
});

it('recipients that others keep changing are refused for now, after five attempts', async () => {
  await put({ ...recipientsKey(club, 1), kind: 'recipients', recipients: pack([{ email: 'a' }]) });
  let writes = 0;
  const changing = flakyDb(db, (name) => {
    if (name !== 'Update') return undefined;
    writes += 1;
    return writes < ROUNDS ? { before: failure('ConditionalCheckFailedException') } : undefined;
  });
  const strip = () => stripRecipients(changing, club, 1, () => ({}) as never);
  await strip();
  expect(writes).toBe(ROUNDS);
  await put({ ...recipientsKey(club, 1), kind: 'recipients', recipients: pack([{ email: 'a' }]) });
  const refused = flakyDb(db, (name) =>
    name === 'Update' ? { before: failure('ConditionalCheckFailedException') } : undefined,
  );
  await expect(stripRecipients(refused, club, 1, () => ({}) as never)).rejects.toMatchObject({
    code: 'busy',
  });
});

describe('attempts to log in', () => {
  const counter = () => memberCounter(club, 1);

  it('that were all refunded are no failures', async () => {
    const now = 1000;
    const place = await reserveAttempt(db, counter(), now);
    expect(await findFailures(db, club, 1, now)).toHaveLength(1);
    if (typeof place === 'number') throw new Error('locked');
    await refundAttempt(db, place, { client: 1, now });
    expect([await findFailures(db, club, 1, now), await findFailures(db, club, 2, now)]).toEqual([[], []]);
  });

  it('are counted where the window is removed meanwhile, within five rounds', async () => {
    const refusing = (until: number) =>
      flakyDb(db, (name, call) =>
        name === 'Update' && call < until
          ? { before: failure('ConditionalCheckFailedException') }
          : undefined,
      );
    expect(await countFailure(refusing(ROUNDS), counter(), 1000)).toMatchObject({ count: 1 });
    await expect(countFailure(refusing(ROUNDS + 1), counter(), 1000)).rejects.toMatchObject({ code: 'busy' });
  });
});

describe('a session', () => {
  const member = () => plainMember({ id: 1, club, properties: {}, now: NOW });
  const stored = async () => {
    const session = newSession(member(), { sid: 's', client: 1 }, { kid: 'k', now: 1000 });
    await storeSession(db, session);
    return session;
  };

  it('of a member of whom nothing is left has no epoch to disagree with', async () => {
    const session = await stored();
    const found = await findSession(db, session);
    expect(found).toEqual({ session, member: undefined, epoch: undefined });
    expect(found && isCurrentEpoch(found)).toBe(true);
  });

  it('that ends between two reads is ended', async () => {
    const session = await stored();
    await createMember(db, { ...member(), session_epoch: 3 });
    const reading = flakyDb(db, (name, call) =>
      name === 'BatchGet' && call > 1 ? { answer: () => ({ Responses: { [db.table]: [] } }) } : undefined,
    );
    expect(await findSession(reading, session)).toBeUndefined();
  });

  it('with a newer pair notes no use of the older one, and a failure is none', async () => {
    const session = await stored();
    const newer = rotatedSession(session, { kid: 'k2', now: 2000 });
    await rotateSession(db, session, newer);
    expect(await noteUse(db, session, 3000)).toBeUndefined();
    const broken = flakyDb(db, () => ({ before: failure('ValidationException') }));
    await expect(noteUse(broken, newer, 3000)).rejects.toThrow('ValidationException');
  });
});

describe('what the table answers', () => {
  const answering = (error: object) =>
    flakyDb(db, () => ({ answer: () => ({ Responses: [{ Error: error }] }) }));
  const statement = () => insert(db, { pk: 'a', sk: 'b', none: undefined });

  it('is thrown when it is neither a refusal nor passes', async () => {
    expect(statement().Parameters).toEqual(['a', 'b']);
    const run = (error: object) => runStatements(answering(error), [statement()]);
    await expect(run({ Code: 'ValidationError' })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(run({})).rejects.toMatchObject({ name: 'Unknown' });
    expect(await run({ Code: 'ConditionalCheckFailed' })).toEqual(['refused']);
  });

  it('is no failed condition without an error of this name', async () => {
    expect(isConditionFailure(undefined)).toBe(false);
    expect(isConditionFailure(failure('ConditionalCheckFailedException'))).toBe(true);
    const cancelled = flakyDb(db, () => ({ before: failure('TransactionCanceledException') }));
    await expect(transact(cancelled, [])).rejects.toThrow('TransactionCanceledException');
  });
});
