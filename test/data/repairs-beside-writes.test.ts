import { beforeAll, expect, it } from 'vitest';
import { checkClaims } from '#shared/admin/check-claims.ts';
import { findMember, removeMember, updateMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { damager, LATER } from '../support/claim-damage.ts';
import { storedClub } from '../support/clubs.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { openTestDb } from '../support/db.ts';
import { removal } from '../support/plain-member.ts';

let db: Db;
beforeAll(async () => {
  db = await openTestDb();
});

const found = async (through: Db, club: string) => {
  const member = await findMember(through, club, 1);
  if (!member) throw new Error('The member is gone');
  return member;
};

/** What takes the value from its member: true when it was committed, false when it must be decided again. */
const WRITES = {
  moves: async (through: Db, club: string) => {
    const before = await found(through, club);
    const changed = {
      properties: { email: 'z@example.com' },
      version: before.version + 1,
      updated_at: LATER,
    };
    return (await updateMember(through, before, { ...before, ...changed })).outcome === 'written';
  },
  goes: async (through: Db, club: string) =>
    removeMember(through, await found(through, club), removal(LATER)),
} as const;

/** A club with one member that lost its claim. */
const damagedClub = async (): Promise<string> => {
  const club = (await storedClub(db)).slug;
  await damager(db, club).unclaimed(1, 'a@example.com');
  return club;
};

const mend = async (club: string): Promise<void> => {
  const { signal } = new AbortController();
  await checkClaims(db, { club, mend: true, now: () => LATER, signal, report: () => {} });
};

it.each(Object.entries(WRITES))(
  'leaves no claim behind when, mended after any call, it %s',
  async (_, write) => {
    const counting = afterCall(db, 0, async () => {});
    await write(counting, await damagedClub());
    expect(counting.calls()).toBeGreaterThan(2);
    for (let at = 1; at <= counting.calls(); at += 1) {
      const club = await damagedClub();
      const isDone = await write(
        afterCall(db, at, () => mend(club)),
        club,
      );
      if (!isDone) expect(await write(db, club)).toBe(true);
      // Not even a young one, which would block the value until its lease is over.
      expect([at, await readItem(db, claimKey(club, 'email', 'a@example.com'))]).toEqual([at, undefined]);
    }
  },
);
