import { beforeAll, expect, it } from 'vitest';
import { isProtected, removeClub, removeItems, scanClubKeys } from '#shared/data/clubs/club-deletion.ts';
import { findClub, listClubs } from '#shared/data/clubs/clubs.ts';
import { createMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import { storedClub } from '../support/clubs.ts';
import { openTestDb } from '../support/db.ts';
import { plainMember } from '../support/plain-member.ts';

let db: Db;
beforeAll(async () => {
  db = await openTestDb();
});

const storeMember = (club: string, id: number) =>
  createMember(
    db,
    plainMember({
      club,
      id,
      properties: { email: `m${id}@a.no` },
      now: '2026-01-01T00:00:00.000Z',
    }),
  );

const keysOf = async (slug: string, kind?: 'member'): Promise<string[]> => {
  const keys: string[] = [];
  for await (const page of scanClubKeys(db, slug, kind))
    keys.push(...page.map(({ pk, sk }) => `${pk} ${sk}`));
  return keys.toSorted();
};

it('finds everything of one club, of one kind where it is named, and removes what it is given', async () => {
  const [club, other] = [await storedClub(db), await storedClub(db)];
  for (const { slug } of [club, other]) for (const id of [1, 2]) await storeMember(slug, id);
  const members = await keysOf(club.slug, 'member');
  expect(members).toHaveLength(2);
  const all = await keysOf(club.slug);
  const claims = [1, 2].map((id) => expect.stringContaining(`EMAIL#m${id}@a.no`));
  expect(all).toEqual(
    expect.arrayContaining([...members, ...claims, expect.stringMatching(/^CLUB#\S+ CLUB$/)]),
  );
  expect(all.filter((key) => !key.startsWith(`CLUB#${club.slug}`))).toEqual([]);
  const otherClub = await keysOf(other.slug);
  for await (const page of scanClubKeys(db, club.slug)) await removeItems(db, page);
  expect(await keysOf(club.slug)).toEqual([]);
  expect(await keysOf(other.slug)).toEqual(otherClub);
});

it('removes a club that is as it was read, with its line in the register', async () => {
  const club = await storedClub(db);
  expect(await removeClub(db, { ...club, version: club.version + 1 })).toBe(false);
  expect(await findClub(db, club.slug)).toMatchObject({ slug: club.slug });
  expect(await removeClub(db, club)).toBe(true);
  expect(await findClub(db, club.slug)).toBeUndefined();
  expect((await listClubs(db)).map(({ slug }) => slug)).not.toContain(club.slug);
});

it.each([[true], [false], [undefined]])('knows a table that is protected from deletion: %s', async (set) => {
  const doc = { send: async () => ({ Table: { DeletionProtectionEnabled: set } }) };
  expect(await isProtected({ ...db, doc } as unknown as Db)).toBe(set ?? false);
});
