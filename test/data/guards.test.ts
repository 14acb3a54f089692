import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  acquireChunk,
  CHUNK_LEASE_SECONDS,
  type ChunkLease,
  chunkHasEnded,
  releaseChunk,
} from '#shared/data/bulk/bulk-chunks.ts';
import { findJob } from '#shared/data/bulk/bulk-jobs.ts';
import { type JobRef, ledgerKey } from '#shared/data/bulk/bulk-keys.ts';
import { failChunk, finishChunk, startWork } from '#shared/data/bulk/bulk-ledger.ts';
import { findClient, storeClient } from '#shared/data/client-tokens/clients.ts';
import { type Claim, claimItem, claimWrite, releaseWrite } from '#shared/data/members/claims.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import { createMember, findMember, removeMember, updateMember } from '#shared/data/members/members.ts';
import { insert, remove, runStatements, update } from '#shared/data/table/batch-statements.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey, memberKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { storedClient } from '../support/clients.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember, removal } from '../support/plain-member.ts';

let db: Db;
let club: string;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
});

const now = '2026-01-01T00:00:00.000Z';
const later = '2026-01-01T01:00:00.000Z';

const member = (id: number, email: string, more: Partial<Member> = {}): Member => ({
  ...plainMember({
    id,
    club,
    properties: { email },
    now,
  }),
  ...more,
});
const put = (Item: Record<string, unknown>) => db.doc.send(new PutCommand({ TableName: db.table, Item }));
const claim = (value: string, owner: number, at = now): Claim => ({
  club,
  identifier: 'email',
  value,
  owner,
  at,
});
const claimed = async (value: string) => (await readItem(db, claimKey(club, 'email', value)))?.['owner'];

describe('a member', () => {
  it('is not written over by another of its id', async () => {
    await createMember(db, member(1, 'a@example.com'));
    await expect(createMember(db, member(1, 'b@example.com'))).rejects.toThrow();
    expect((await findMember(db, club, 1))?.properties).toEqual({ email: 'a@example.com' });
    expect(await claimed('b@example.com')).toBeUndefined();
  });

  it.each(['a@example.com', 'new@example.com'])(
    'is changed from what was read only (to %s)',
    async (email) => {
      const first = member(1, 'a@example.com');
      await createMember(db, first);
      const second = { ...first, optin_channel: 'second', version: 2 };
      expect(await updateMember(db, first, second)).toEqual({ outcome: 'written' });
      const stale = { ...first, properties: { email }, optin_channel: 'stale', version: 2 };
      expect(await updateMember(db, first, stale)).toEqual({ outcome: 'stale' });
      expect((await findMember(db, club, 1))?.optin_channel).toBe('second');
    },
  );

  it.each(['a@example.com', 'new@example.com'])(
    'never comes back from a tombstone (as %s)',
    async (email) => {
      const gone = member(1, 'a@example.com');
      await put({ ...memberKey(club, 1), kind: 'tombstone', v: 1, id: 1, version: gone.version });
      await put(claimItem(claim('a@example.com', 1)));
      expect(await findMember(db, club, 1)).toBeUndefined();
      const back = { ...gone, properties: { email }, version: 2 };
      expect(await updateMember(db, gone, back)).toEqual({ outcome: 'stale' });
      const statement = update(
        db,
        { ...memberKey(club, 1) },
        { optin_channel: 'x' },
        { version: 1, kind: 'member' },
      );
      expect(await runStatements(db, [statement])).toEqual(['refused']);
      expect((await readItem(db, memberKey(club, 1)))?.['kind']).toBe('tombstone');
    },
  );

  it('does not move to an address that another holds, and gives away only what is its own', async () => {
    await createMember(db, member(1, 'a@example.com'));
    await createMember(db, member(2, 'b@example.com'));
    const one = member(1, 'a@example.com');
    const moved = { ...one, properties: { email: 'b@example.com' }, version: 2 };
    expect(await updateMember(db, one, moved)).toEqual({ outcome: 'taken', identifiers: ['email'] });
    await put(claimItem(claim('a@example.com', 9)));
    const free = { ...moved, properties: { email: 'c@example.com' } };
    expect(await updateMember(db, one, free)).toEqual({ outcome: 'written' });
    expect(await claimed('a@example.com')).toBe(9);
    expect(await claimed('c@example.com')).toBe(1);
    // From what it was before: the member has been written since.
    expect(await updateMember(db, one, moved)).toEqual({ outcome: 'stale' });
    expect(await removeMember(db, one, removal(later))).toBe(false);
    expect(await claimed('c@example.com')).toBe(1);
  });

  it('moves and goes without claims that the first stage lost, and leaves its twin alone', async () => {
    const one = member(1, 'a@example.com');
    await createMember(db, one);
    await put(memberItem(member(2, 'a@example.com')));
    await put(memberItem(member(3, 'b@example.com')));
    const moved = { ...member(3, 'c@example.com'), version: 2 };
    expect(await updateMember(db, member(3, 'b@example.com'), moved)).toEqual({ outcome: 'written' });
    expect(await claimed('c@example.com')).toBe(3);
    expect(await removeMember(db, member(2, 'a@example.com'), removal(later))).toBe(true);
    expect(await claimed('a@example.com')).toBe(1);
    expect(await removeMember(db, one, removal(later))).toBe(true);
    expect(await claimed('a@example.com')).toBeUndefined();
  });
});

describe('a claim', () => {
  it('is taken over only as exactly the orphan that was seen', async () => {
    const seen = claim('a@example.com', 1);
    await put(claimItem({ ...seen, at: later }));
    expect(await transact(db, [claimWrite(db, claim('a@example.com', 2), seen)])).toEqual(['email']);
    await put(claimItem({ ...seen, owner: 3 }));
    expect(await transact(db, [claimWrite(db, claim('a@example.com', 2), seen)])).toEqual(['email']);
    expect(await transact(db, [claimWrite(db, claim('a@example.com', 2))])).toEqual(['email']);
    expect(await claimed('a@example.com')).toBe(3);
  });

  it('is not taken from a living member, however old', async () => {
    await createMember(db, member(1, 'a@example.com'));
    const newer = { ...member(2, 'a@example.com'), created_at: '2036-01-01T00:00:00.000Z' };
    expect(await createMember(db, newer)).toEqual(['email']);
    expect(await claimed('a@example.com')).toBe(1);
  });

  it('is given back by its owner only', async () => {
    await put(claimItem(claim('a@example.com', 1)));
    expect(await transact(db, [releaseWrite(db, claim('a@example.com', 2))])).toEqual(['not-owned']);
    const key = { ...claimKey(club, 'email', 'a@example.com') };
    expect(await runStatements(db, [remove(db, key, { owner: 2 })])).toEqual(['refused']);
    expect(await claimed('a@example.com')).toBe(1);
    expect(await runStatements(db, [insert(db, claimItem(claim('a@example.com', 2)))])).toEqual(['refused']);
    expect(await runStatements(db, [remove(db, key, { owner: 1 })])).toEqual(['done']);
  });
});

describe('a bulk job', () => {
  const ledger: JobRef = { source: 'bulk', club: '', client: 1, job: 'j' };
  const chunk = () => ({ ledger: { ...ledger, club }, request: 'r', chunk: 0 });

  it('is not made by a note that work has begun, nor is the first note overwritten', async () => {
    const ref = chunk();
    await startWork(db, ref, now);
    await startWork(db, ref, later);
    expect(await findJob(db, ref.ledger, now)).toBeUndefined();
    expect((await readItem(db, ledgerKey(ref)))?.['started_at']).toBe(now);
  });

  it('counts a chunk once when twenty workers end it at once, whichever way', async () => {
    const ref = chunk();
    const counts = { created: 1, updated: 0, skipped: 0, invalid: 0 };
    const ends = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? failChunk(db, ref, new Date(now))
          : finishChunk(db, ref, { requestNumber: 1, acceptedAt: now, counts, errors: [] }, now),
      ),
    );
    const won = ends.filter((end) => end.status === 'fulfilled' && end.value);
    expect(won).toHaveLength(1);
    const item = await readItem(db, ledgerKey(ref));
    expect(item?.['ended']).toEqual(new Set([0]));
    expect((item?.['given_up'] as Set<number> | undefined)?.size ?? item?.['created']).toBe(1);
  });

  it('gives a chunk to one of twenty deliveries, and to another when the lease is over', async () => {
    const ref = chunk();
    const takeAll = (at: Date) => Promise.all(Array.from({ length: 20 }, () => acquireChunk(db, ref, at)));
    const taken = (all: Awaited<ReturnType<typeof takeAll>>) => all.filter((one) => typeof one === 'object');
    const first = taken(await takeAll(new Date(now)));
    expect(first).toMatchObject([{ first: true, failures: 0 }]);
    const end = Date.parse(now) + CHUNK_LEASE_SECONDS * 1000;
    expect(taken(await takeAll(new Date(end)))).toEqual([]);
    const [heir, ...others] = taken(await takeAll(new Date(end + 1)));
    // Who had it must be dead: that is a failure.
    expect([heir, others]).toMatchObject([{ first: false, failures: 1 }, []]);
  });

  it('is given back by its holder only', async () => {
    const ref = chunk();
    const slow = (await acquireChunk(db, ref, new Date(now))) as ChunkLease;
    const heir = (await acquireChunk(db, ref, new Date(later))) as ChunkLease;
    await releaseChunk(db, ref, slow, true);
    expect(await acquireChunk(db, ref, new Date(later))).toBe('held');
    // Waiting is no failure, so only the slow one's counts.
    await releaseChunk(db, ref, heir, false);
    expect(await acquireChunk(db, ref, new Date(later))).toMatchObject({ failures: 1 });
  });

  it('is not given to any worker once it has ended', async () => {
    const ref = chunk();
    await failChunk(db, ref, new Date(now));
    expect(await acquireChunk(db, ref, new Date(now))).toBe('ended');
    const late = (await acquireChunk(db, ref, new Date(later))) as ChunkLease;
    expect([late.first, await chunkHasEnded(db, ref)]).toEqual([false, true]);
  });
});

it('a client token is not written over by another of the same secret', async () => {
  const first = await storedClient(db, { clubs: [club] });
  await storeClient(db, { ...first, id: first.id + 1_000_000, clubs: null }).catch(() => {});
  expect((await findClient(db, first.hash))?.clubs).toEqual([club]);
});
