import type { Club } from '#shared/domain/clubs/club.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import type { Db } from '../table/db.ts';
import { CLUB_REGISTER, clubKey, clubRegisterKey, schemaKey } from '../table/keys.ts';
import { type Item, readItem, readItems, readPartition } from '../table/read.ts';
import { type TransactWrite, transact } from '../table/transact.ts';

/**
 * The club is stored as one JSON text: its schema may hold what DynamoDB's own maps cannot (numbers beyond
 * 38 digits, empty names), and nothing ever queries inside it.
 */
const toItem = (club: Club): Item => ({
  ...clubKey(club.slug),
  kind: 'club',
  v: 1,
  version: club.version,
  club: JSON.stringify(club),
});

const fromItem = (item: Item): Club => JSON.parse(String(item['club'])) as Club;

export const findClub = async (db: Db, slug: string): Promise<Club | undefined> => {
  const item = await readItem(db, clubKey(slug));
  return item && fromItem(item);
};

/** Clubs in no particular order; missing ones are left out. */
export const findClubs = async (db: Db, slugs: readonly string[]): Promise<Club[]> =>
  (await readItems(db, slugs.map(clubKey))).map(fromItem);

/** The member schema at a version; a bulk job validates by the one under which it was accepted. */
export const findMemberSchema = async (
  db: Db,
  slug: string,
  version: number,
): Promise<MemberSchema | undefined> => {
  const item = await readItem(db, schemaKey(slug, version));
  return item && (JSON.parse(String(item['schema'])) as MemberSchema);
};

const schemaStep = (db: Db, club: Club): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...schemaKey(club.slug, club.schema_version),
        kind: 'schema',
        v: 1,
        schema: JSON.stringify(club.member_schema),
      },
    },
  },
});

/** @returns false when the slug is taken */
export const createClub = async (db: Db, club: Club): Promise<boolean> => {
  const absent = 'attribute_not_exists(pk)';
  const refusals = await transact(db, [
    {
      write: { Put: { TableName: db.table, Item: toItem(club), ConditionExpression: absent } },
      refusal: 'slug_taken',
    },
    schemaStep(db, club),
    {
      write: {
        Put: {
          TableName: db.table,
          Item: {
            ...clubRegisterKey(club.slug),
            kind: 'club-register',
            v: 2,
            slug: club.slug,
            id: club.id,
          },
        },
      },
    },
  ]);
  return refusals.length === 0;
};

/** @returns false when the club has changed since `club.version - 1` was read */
export const updateClub = async (db: Db, club: Club): Promise<boolean> => {
  const unchanged = {
    ConditionExpression: 'version = :seen',
    ExpressionAttributeValues: { ':seen': club.version - 1 },
  };
  const refusals = await transact(db, [
    { write: { Put: { TableName: db.table, Item: toItem(club), ...unchanged } }, refusal: 'changed' },
    schemaStep(db, club),
  ]);
  return refusals.length === 0;
};

/** How a club is named: by slug in requests, by id in the records of client tokens. */
export type ClubName = Pick<Club, 'id' | 'slug'>;

/** All clubs by slug. */
export const listClubs = async (db: Db): Promise<ClubName[]> => {
  const lines: Item[] = [];
  for await (const line of readPartition(db, CLUB_REGISTER)) lines.push(line);
  // Lines of the first shape have no id.
  const older = lines.filter((line) => line['id'] === undefined).map((line) => String(line['slug']));
  const ids = new Map((await findClubs(db, older)).map(({ slug, id }) => [slug, id]));
  return lines.map((line) => {
    const slug = String(line['slug']);
    return { slug, id: Number(line['id'] ?? ids.get(slug)) };
  });
};
