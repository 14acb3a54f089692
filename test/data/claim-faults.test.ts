import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClaimCheck, checkClaims } from '#shared/admin/check-claims.ts';
import { findMember, findMemberBy, removeMember, updateMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { claimKey } from '#shared/data/table/keys.ts';
import { readItem } from '#shared/data/table/read.ts';
import { CREATED, damager, LATER } from '../support/claim-damage.ts';
import { storedClub } from '../support/clubs.ts';
import { afterCall } from '../support/concurrent-writes.ts';
import { openTestDb } from '../support/db.ts';
import { removal } from '../support/plain-member.ts';

let db: Db;
let club: string;
let damage: ReturnType<typeof damager>;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  club = (await storedClub(db)).slug;
  damage = damager(db, club);
});

const check = (mend: boolean, through = db, now = LATER): Promise<ClaimCheck> =>
  checkClaims(through, {
    club,
    mend,
    now: () => now,
    signal: new AbortController().signal,
    report: () => {},
  });
const claimed = async (value: string) => (await readItem(db, claimKey(club, 'email', value)))?.['owner'];
const NOTHING = { missing: 0, misplaced: 0, orphan: 0, twins: 0 };

const DAMAGES = {
  'a member without its claim': {
    make: () => damage.unclaimed(1, 'a@example.com'),
    finds: { fault: 'missing', claimed_by: null, members: [1] },
    holder: 1,
  },
  'a claim of a member that holds another value, beside the holder': {
    make: async () => {
      await damage.unclaimed(1, 'a@example.com');
      await damage.member(2, 'b@example.com');
      await damage.claimed('a@example.com', 2);
    },
    finds: { fault: 'misplaced', claimed_by: 2, members: [1] },
    holder: 1,
  },
  'a claim of a member that holds another value': {
    make: async () => {
      await damage.member(2, 'b@example.com');
      await damage.claimed('a@example.com', 2);
    },
    finds: { fault: 'orphan', claimed_by: 2, members: [] },
    holder: undefined,
  },
  'a claim whose owner never was': {
    make: () => damage.claimed('a@example.com', 9),
    finds: { fault: 'orphan', claimed_by: 9, members: [] },
    holder: undefined,
  },
  'a claim of a tombstone': {
    make: async () => {
      await damage.removed(1, 'a@example.com');
      await damage.claimed('a@example.com', 1);
    },
    finds: { fault: 'orphan', claimed_by: 1, members: [] },
    holder: undefined,
  },
} as const;

describe('checking claims', () => {
  it.each(Object.entries(DAMAGES))('finds and mends %s once', async (_, { make, finds, holder }) => {
    await make();
    const broken = { club, identifier: 'email', ...finds };
    const seen = await check(false);
    expect(seen).toMatchObject({ complete: true, mended: 0, broken: [{ ...broken, mended: false }] });
    expect(await check(false)).toMatchObject({ found: { ...NOTHING, [finds.fault]: 1 } });
    expect(await check(true)).toMatchObject({ mended: 1, broken: [{ ...broken, mended: true }] });
    expect(await check(true)).toMatchObject({ found: NOTHING, mended: 0, broken: [] });
    expect(await claimed('a@example.com')).toBe(holder);
    expect((await findMemberBy(db, club, 'email', 'a@example.com'))?.id).toBe(holder);
  });

  it.each([
    ['with the claim at one of them', 1],
    ['without any claim', undefined],
    ['with the claim at no member', 9],
  ])('names twins once, %s, and leaves them alone', async (_, owner) => {
    for (const id of [1, 2, 3]) await damage.unclaimed(id, 'a@example.com');
    if (owner !== undefined) await damage.claimed('a@example.com', owner);
    for (const mend of [false, true, true]) {
      const { found, mended, broken } = await check(mend);
      expect([found, mended]).toEqual([{ ...NOTHING, twins: 1 }, 0]);
      expect(broken).toMatchObject([{ fault: 'twins', claimed_by: owner ?? null, members: [1, 2, 3] }]);
    }
    expect(await claimed('a@example.com')).toBe(owner);
  });

  it('leaves a creation under way alone until its lease is over', async () => {
    await damage.claimed('a@example.com', 1, '2026-01-01T00:58:00.000Z');
    expect(await check(true)).toMatchObject({ found: NOTHING, under_way: 1 });
    expect(await claimed('a@example.com')).toBe(1);
    const after = '2026-01-01T01:03:30.000Z';
    expect(await check(true, db, after)).toMatchObject({ found: { orphan: 1 }, mended: 1, under_way: 0 });
  });

  it('says nothing of what is sound, and looks at no other club', async () => {
    await damage.member(1, 'a@example.com');
    await damager(db, (await storedClub(db)).slug).unclaimed(1, 'a@example.com');
    expect(await check(true)).toMatchObject({ members: 1, claims: 1, found: NOTHING, under_way: 0 });
  });

  it('stops between pages when asked to, and refuses an unknown club', async () => {
    const wish = { mend: false, now: () => LATER, report: () => {} };
    expect(await checkClaims(db, { ...wish, club, signal: AbortSignal.abort() })).toMatchObject({
      complete: false,
    });
    const nowhere = checkClaims(db, { ...wish, club: 'nowhere', signal: AbortSignal.abort() });
    await expect(nowhere).rejects.toMatchObject({ code: 'club_unknown' });
  });
});

describe('mending beside others', () => {
  /** What is true at rest: the holder of a value has its claim, and no other member does. */
  const isExact = async (now = LATER) => {
    expect(await check(false, db, now)).toMatchObject({ found: NOTHING });
  };
  const move = async (id: number, email: string) => {
    const before = await findMember(db, club, id);
    if (!before) throw new Error('no such member');
    const properties = { email };
    const after = { ...before, properties, version: before.version + 1, updated_at: LATER };
    return updateMember(db, before, after);
  };

  const lostClaim = () => damage.unclaimed(1, 'a@example.com');
  const orphan = () => damage.claimed('a@example.com', 9);

  /** The damage, what happens in the midst of its mending, and what must be true of `a@` afterwards. */
  const EVENTS = {
    'its member moves': { make: lostClaim, happens: () => move(1, 'z@example.com'), owner: undefined },
    'its member goes': {
      make: lostClaim,
      happens: async () => {
        const member = await findMember(db, club, 1);
        return member && removeMember(db, member, removal(LATER));
      },
      owner: undefined,
    },
    'another member takes the value': {
      make: orphan,
      happens: () => damage.member(3, 'a@example.com', LATER),
      owner: 3,
    },
    'a creation takes the claim up again': {
      make: orphan,
      happens: () => damage.claimed('a@example.com', 9, LATER),
      owner: 9,
    },
  } as const;

  it.each(Object.entries(EVENTS))('does no harm when, after any of its calls, %s', async (_, event) => {
    await event.make();
    const { calls, ...counting } = afterCall(db, 0, async () => {});
    await check(true, counting);
    expect(calls()).toBeGreaterThan(20);
    for (let at = 1; at <= calls(); at += 1) {
      club = (await storedClub(db)).slug;
      damage = damager(db, club);
      await event.make();
      let isOver = false;
      const happens = async () => {
        await event.happens();
        isOver = true;
      };
      await check(true, afterCall(db, at, happens));
      if (!isOver) await happens();
      expect([at, await claimed('a@example.com')]).toEqual([at, event.owner]);
      await isExact();
    }
  });

  it('stays exact beside creations, moves and removals', async () => {
    const addresses = Array.from({ length: 4 }, (_, n) => `${n}@example.com`);
    const pick = (n: number) => addresses[n % addresses.length] ?? '';
    for (const [n, email] of addresses.entries()) {
      await damage.claimed(email, 900 + n);
      await damage.unclaimed(100 + n, `lost-${email}`);
    }
    const caller = async (first: number) => {
      for (let n = 0; n < 12; n += 1) {
        const id = first + n;
        await damage.member(id, pick(id * 7));
        for (const one of [id, 100 + (n % addresses.length)])
          if (await findMember(db, club, one)) await move(one, pick(one * 3 + n));
        const member = n % 2 === 0 ? await findMember(db, club, id) : undefined;
        if (member) await removeMember(db, member, removal(CREATED));
      }
    };
    let mended = 0;
    const mender = async () => {
      for (let n = 0; n < 6; n += 1) {
        // Read before the sum: the other mender adds to it meanwhile.
        const report = await check(true);
        mended += report.mended;
      }
    };
    await Promise.all([mender(), caller(1000), caller(2000), caller(3000), mender()]);
    expect(mended).toBeGreaterThan(0);
    // When every lease is over: a claim left behind no longer passes for a write under way.
    await isExact('2026-01-01T02:00:00.000Z');
  });
});
