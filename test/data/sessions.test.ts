import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../shared/data/db.ts';
import { replaceHash } from '../../shared/data/log-in.ts';
import { countFailure, forgetFailures } from '../../shared/data/log-in-failures.ts';
import { createMember, findMember, updateMember } from '../../shared/data/members.ts';
import { replacePassword } from '../../shared/data/session-epoch.ts';
import {
  endSession,
  findSession,
  keepSessionStep,
  rotateSession,
  storeSession,
} from '../../shared/data/sessions.ts';
import { FAILURE_WINDOW_SECONDS } from '../../shared/domain/log-in-limits.ts';
import { type Member, newMember } from '../../shared/domain/member.ts';
import { newSession, rotatedSession, type Session } from '../../shared/domain/session.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';

let db: Db;
let member: Member;
let session: Session;
beforeAll(async () => {
  db = await openTestDb();
});
beforeEach(async () => {
  const { slug: club } = await storedClub(db);
  const now = '2026-01-01T00:00:00.000Z';
  const rest = { flags: {}, optin_channel: null, optin_subchannel: null, welcome: [], now };
  member = newMember({ id: 1, club, properties: { email: 'a@example.com' }, password: 'old', ...rest });
  await createMember(db, member);
  session = newSession(member, { sid: 's', client: 1 }, { kid: 'k1', now: 1000 });
  await storeSession(db, session);
});

const next = (before: Session) => rotatedSession(before, { kid: 'k2', now: 2000 });
const stored = async () => (await findSession(db, session))?.session;
const changed = (epoch: number) => ({ password: 'new', session_epoch: epoch, updated_at: member.updated_at });

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
    expect(await replacePassword(db, member, changed(1), [keepSessionStep(db, session)])).toBe(false);
    expect((await findMember(db, member.club, 1))?.password).toBe('old');
    expect(await stored()).toBeUndefined();
  });

  it('does not move when the member was changed since it was read', async () => {
    await updateMember(db, member, { ...member, version: 2 });
    expect(await replacePassword(db, member, changed(1), [keepSessionStep(db, session)])).toBe(false);
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

describe('failures', () => {
  const guesser = () => ({ club: member.club, identifier: 'email:a@example.com', client: 1 });
  const counts = async (now: number) => {
    const { identifier, client } = await countFailure(db, guesser(), now);
    return [identifier.count, client.count, identifier.ends_at];
  };

  it('count in a window that begins with the first and starts anew at its end', async () => {
    expect(await counts(1000)).toEqual([1, 1, 1000 + FAILURE_WINDOW_SECONDS]);
    expect(await counts(1000 + FAILURE_WINDOW_SECONDS - 1)).toEqual([2, 2, 1000 + FAILURE_WINDOW_SECONDS]);
    expect(await counts(1000 + FAILURE_WINDOW_SECONDS)).toEqual([1, 1, 1000 + 2 * FAILURE_WINDOW_SECONDS]);
  });

  it('are all counted when they come at once, at the start and at the end of a window', async () => {
    for (const now of [1000, 1000 + FAILURE_WINDOW_SECONDS]) {
      const seen = await Promise.all(Array.from({ length: 20 }, () => counts(now)));
      expect(Math.max(...seen.map(([count]) => count ?? 0))).toBe(20);
    }
  });

  it('of an identifier are forgotten, those of the client are not', async () => {
    await counts(1000);
    await forgetFailures(db, member.club, { id: 1, identifiers: { email: 'a@example.com' } });
    expect((await counts(1001)).slice(0, 2)).toEqual([1, 2]);
  });
});
