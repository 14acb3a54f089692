import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMember, findMember, updateMember } from '#shared/data/members/members.ts';
import { findLoginMember, openSession, replaceHash } from '#shared/data/sessions/login.ts';
import {
  clearFailures,
  clientCounter,
  findFailures,
  memberCounter,
  refundAttempt,
} from '#shared/data/sessions/login-attempts.ts';
import {
  type AttemptReservation,
  countFailure,
  reserveAttempt,
} from '#shared/data/sessions/login-failures.ts';
import { loginsKey } from '#shared/data/sessions/login-keys.ts';
import { replacePassword } from '#shared/data/sessions/session-epoch.ts';
import { rotateSession } from '#shared/data/sessions/session-pairs.ts';
import { endSession, findSession, keepSessionWrite, storeSession } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import { readItem } from '#shared/data/table/read.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { logInName } from '#shared/domain/sessions/grant.ts';
import {
  FAILURE_LIMITS,
  FAILURE_WINDOW_SECONDS,
  KNOWN_SECONDS,
} from '#shared/domain/sessions/login-limits.ts';
import { newSession, rotatedSession, type Session } from '#shared/domain/sessions/session.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

let db: Db;
let member: Member;
let session: Session;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  const { slug: club } = await storedClub(db);
  const now = '2026-01-01T00:00:00.000Z';
  member = plainMember({ id: 1, club, properties: { email: 'a@example.com' }, password: 'old', now });
  await createMember(db, member);
  session = newSession(member, { sid: 's', client: 1 }, { kid: 'k1', now: 1000 });
  await storeSession(db, session);
});

const next = (before: Session) => rotatedSession(before, { kid: 'k2', now: 2000 });
const stored = async () => (await findSession(db, session))?.session;
const changed = (epoch: number) => ({ ...member, password: 'new', session_epoch: epoch });

describe('a session', () => {
  it('is stored whole, and rotated whole', async () => {
    expect(await stored()).toEqual(session);
    expect(await rotateSession(db, session, next(session))).toBe(true);
    expect(await stored()).toEqual(next(session));
  });

  it('is not rotated twice from one state, nor from another epoch, nor after its end', async () => {
    expect(await rotateSession(db, { ...session, epoch: 9 }, next(session))).toBe(false);
    expect(await rotateSession(db, session, next(session))).toBe(true);
    expect(await rotateSession(db, session, next(session))).toBe(false);
    await endSession(db, session);
    expect(await rotateSession(db, next(session), next(next(session)))).toBe(false);
    expect(await stored()).toBeUndefined();
  });

  it('is not brought back by a change of the password, which then is not made either', async () => {
    await endSession(db, session);
    expect(await replacePassword(db, member, changed(1), [keepSessionWrite(db, session, 1)])).toEqual([
      'stale',
    ]);
    expect((await findMember(db, member.club, 1))?.password).toBe('old');
    expect(await stored()).toBeUndefined();
  });

  it('does not move when the member was changed since it was read', async () => {
    await updateMember(db, member, { ...member, version: 2 });
    expect(await replacePassword(db, member, changed(1), [keepSessionWrite(db, session, 1)])).toEqual([
      'stale',
    ]);
    expect((await stored())?.epoch).toBe(0);
  });
});

describe('a better form of a password', () => {
  it('replaces only the password it was made of, and makes other writers read again', async () => {
    await replaceHash(db, member, 'better');
    const better = await findMember(db, member.club, 1);
    expect([better?.password, better?.version, better?.session_epoch]).toEqual(['better', 2, 0]);
    await replaceHash(db, member, 'late');
    expect((await findMember(db, member.club, 1))?.password).toBe('better');
    expect(await updateMember(db, member, { ...member, version: 2 })).toEqual({ outcome: 'stale' });
  });
});

describe('guesses', () => {
  const counter = () => memberCounter(member.club, member.id);
  const taken = async (now: number) => {
    const place = await reserveAttempt(db, counter(), now);
    return typeof place === 'number' ? place : [place.count, place.ends_at];
  };

  it('count in a window that begins with the first and starts anew at its end', async () => {
    const end = 1000 + FAILURE_WINDOW_SECONDS;
    expect(await taken(1000)).toEqual([1, end]);
    expect(await taken(end - 1)).toEqual([2, end]);
    expect(await taken(end)).toEqual([1, end + FAILURE_WINDOW_SECONDS]);
  });

  it('of any number at once as many find a place as there are, at the start and at the end of a window', async () => {
    for (const now of [1000, 1000 + FAILURE_WINDOW_SECONDS]) {
      const places = await Promise.all(Array.from({ length: 40 }, () => taken(now)));
      expect(places.filter((place) => Array.isArray(place))).toHaveLength(FAILURE_LIMITS.identifier);
      expect(new Set(places.filter((place) => !Array.isArray(place)))).toEqual(
        new Set([FAILURE_WINDOW_SECONDS]),
      );
    }
  });

  it('are given back once, and not into another window', async () => {
    const place = (await reserveAttempt(db, counter(), 1000)) as AttemptReservation;
    const success = { client: 7, now: 1001 };
    await refundAttempt(db, place, success);
    expect(await taken(1002)).toEqual([1, place.ends_at]);
    await reserveAttempt(db, counter(), place.ends_at);
    await refundAttempt(db, place, success);
    expect((await taken(place.ends_at + 1)) as number[]).toEqual([2, place.ends_at + FAILURE_WINDOW_SECONDS]);
  });

  it('are forgotten, but not through whom the member logs in', async () => {
    const place = (await reserveAttempt(db, counter(), 1000)) as AttemptReservation;
    await openSession(db, session, place, { client: 7, now: 1001 });
    await reserveAttempt(db, counter(), 1002);
    await clearFailures(db, member.club, member.id);
    expect(await findFailures(db, member.club, member.id, 1003)).toEqual([]);
    expect(await taken(1003)).toEqual([1, 1003 + FAILURE_WINDOW_SECONDS]);
    const name = logInName('id', member.id, undefined);
    const guesser = { club: member.club, client: 7, name };
    const door = { client: undefined, owner: member.id };
    expect((await findLoginMember(db, guesser, door, 1003)).isKnown).toBe(true);
    expect((await findLoginMember(db, { ...guesser, client: 8 }, door, 1003)).isKnown).toBe(false);
    expect((await findLoginMember(db, guesser, door, 1001 + KNOWN_SECONDS)).isKnown).toBe(false);
  });

  it('of one that is forgotten meanwhile open the session all the same', async () => {
    const place = (await reserveAttempt(db, counter(), 1000)) as AttemptReservation;
    await clearFailures(db, member.club, member.id);
    await openSession(db, { ...session, sid: 'late' }, place, { client: 7, now: 1001 });
    expect(await findSession(db, { club: member.club, member: member.id, sid: 'late' })).toBeDefined();
  });

  it('through a client are counted without end', async () => {
    const through = clientCounter(member.club, 7);
    const counts = await Promise.all(Array.from({ length: 20 }, () => countFailure(db, through, 1000)));
    expect(Math.max(...counts.map(({ count }) => count))).toBe(20);
  });

  it('that were made in a window that still runs are found, and forgetting none leaves nothing', async () => {
    await clearFailures(db, member.club, member.id);
    expect(await readItem(db, loginsKey(member.club, member.id))).toBeUndefined();
    const { ends_at } = (await reserveAttempt(db, counter(), 1000)) as AttemptReservation;
    expect(await findFailures(db, member.club, member.id, ends_at - 1)).toMatchObject([
      { count: 1, ends_at },
    ]);
    expect(await findFailures(db, member.club, member.id, ends_at)).toEqual([]);
  });
});
