import { beforeAll, describe, expect, test } from 'vitest';
import { createMember, findMember } from '#shared/data/members/members.ts';
import { storeSession } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import { newSession } from '#shared/domain/sessions/session.ts';
import { plainMember } from '../support/plain-member.ts';
import { INFINITY_MALL, loyaltyOn, newTable } from './loyalty-process.ts';

let db: Db;
let loyalty: ReturnType<typeof loyaltyOn>;
beforeAll(async () => {
  db = await newTable();
  loyalty = loyaltyOn(db);
  await loyalty.json(['clubs', 'create', 'infinity-mall', '--file', INFINITY_MALL]);
  const member = plainMember({
    id: 42,
    club: 'infinity-mall',
    properties: { email: 'kari@example.com' },
    now: new Date().toISOString(),
  });
  await createMember(db, member);
  const now = Math.floor(Date.now() / 1000);
  await storeSession(db, newSession(member, { sid: 'older', client: 7 }, { kid: 'k1', now: now - 500 }));
  await storeSession(db, newSession(member, { sid: 'newer', client: 7 }, { kid: 'k1', now }));
});

const CLUB = ['--club', 'infinity-mall'];

describe('members', () => {
  test('lists the sessions of a member, the newest first, and ends them all', async () => {
    const before = await loyalty.json(['members', 'sessions', '42', ...CLUB]);
    expect(before).toMatchObject([
      { sid: 'newer', live: true, client: 7, expires_at: expect.stringMatching(/Z$/) },
      { sid: 'older', live: true },
    ]);
    expect(await loyalty.json(['members', 'logout', '42', ...CLUB])).toEqual({ logged_out: 42 });
    const after = await loyalty.json(['members', 'sessions', '42', ...CLUB]);
    expect(after.map(({ live }: { live: boolean }) => live)).toEqual([false, false]);
    expect((await findMember(db, 'infinity-mall', 42))?.session_epoch).toBe(1);
    const { stdout } = await loyalty.run(['members', 'sessions', '42', ...CLUB]);
    expect(stdout).toContain('ended');
  });

  test('refuses members and clubs that there are not', async () => {
    for (const verb of ['sessions', 'logout']) {
      const nobody = await loyalty.run(['--json', 'members', verb, '43', ...CLUB]);
      expect(nobody.code).toBe(1);
      expect(JSON.parse(nobody.stderr)).toMatchObject({ error: 'member_unknown' });
      const nowhere = await loyalty.run(['--json', 'members', verb, '42', '--club', 'nowhere']);
      expect(JSON.parse(nowhere.stderr)).toMatchObject({ error: 'club_unknown' });
      expect((await loyalty.run(['members', verb, 'x', ...CLUB])).code).toBe(2);
      expect((await loyalty.run(['members', verb, '42'])).code).toBe(2);
    }
  });
});
