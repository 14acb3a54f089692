import type { Club } from '#shared/domain/clubs/club.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import type { Images } from '#shared/stream-change.ts';
import { HASH_COSTS } from '../sessions/hash-costs.ts';
import type { Db } from '../table/db.ts';
import { CLUB_REGISTER, clubKey, clubRegisterKey, schemaKey } from '../table/keys.ts';
import { fromText, toText } from '../table/packed.ts';
import { addedLater, itemType, type Stored } from '../table/stored-items.ts';
import { type TransactWrite, transact } from '../table/transact.ts';

/**
 * The club is stored as one JSON text: its schema may hold what DynamoDB's own maps cannot (numbers beyond
 * 38 digits, empty names), and nothing ever queries inside it.
 */
const CLUB = itemType('club', (club: Club) => ({
  ...clubKey(club.slug),
  version: club.version,
  club: toText(club),
}));

const SCHEMA = itemType('schema', ({ slug, schema_version, member_schema }: Club) => ({
  ...schemaKey(slug, schema_version),
  schema: toText(member_schema),
}));

/** Lines of version 1 have no id. */
const CLUB_LINE = itemType('club-register', ({ slug, id }: Club) => ({
  ...clubRegisterKey(slug),
  slug,
  id: addedLater(id),
}));

const fromItem = (item: Stored<typeof CLUB>): Club => fromText(item.club);

/** The slug of a club that a change of the table created. */
export const newClubOf = ({ before, after }: Images): string | undefined => {
  const item = before ? undefined : CLUB.match(after);
  return item && fromItem(item).slug;
};

export const findClub = async (db: Db, slug: string): Promise<Club | undefined> => {
  const item = await CLUB.find(db, clubKey(slug));
  return item && fromItem(item);
};

/** Clubs in no particular order; missing ones are left out. */
export const findClubs = async (db: Db, slugs: readonly string[]): Promise<Club[]> =>
  (await CLUB.findAll(db, slugs.map(clubKey))).map(fromItem);

/** The member schema at a version; a bulk job validates by the one under which it was accepted. */
export const findMemberSchema = async (
  db: Db,
  slug: string,
  version: number,
): Promise<MemberSchema | undefined> => {
  const item = await SCHEMA.find(db, schemaKey(slug, version));
  return item && fromText(item.schema);
};

const schemaStep = (db: Db, club: Club): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: SCHEMA.item(club) } },
});

/** A club without members has no hash. */
const hashCostsStep = (db: Db, { slug, created_at }: Club): TransactWrite => ({
  write: {
    Put: { TableName: db.table, Item: HASH_COSTS.item({ club: slug, costs: [], countedAt: created_at }) },
  },
});

/** @returns false when the slug is taken */
export const createClub = async (db: Db, club: Club): Promise<boolean> => {
  const absent = 'attribute_not_exists(pk)';
  const failedChecks = await transact(db, [
    {
      write: { Put: { TableName: db.table, Item: CLUB.item(club), ConditionExpression: absent } },
      checkName: 'slug_taken',
    },
    schemaStep(db, club),
    { write: { Put: { TableName: db.table, Item: CLUB_LINE.item(club) } } },
    hashCostsStep(db, club),
  ]);
  return failedChecks.length === 0;
};

/** @returns false when the club has changed since `club.version - 1` was read */
export const updateClub = async (db: Db, club: Club): Promise<boolean> => {
  const unchanged = {
    ConditionExpression: 'version = :seen',
    ExpressionAttributeValues: { ':seen': club.version - 1 },
  };
  const failedChecks = await transact(db, [
    { write: { Put: { TableName: db.table, Item: CLUB.item(club), ...unchanged } }, checkName: 'changed' },
    schemaStep(db, club),
  ]);
  return failedChecks.length === 0;
};

/** How a club is named: by slug in requests, by id in the records of client tokens. */
export type ClubName = Pick<Club, 'id' | 'slug'>;

/** All clubs by slug. */
export const listClubs = async (db: Db): Promise<ClubName[]> => {
  const lines: Stored<typeof CLUB_LINE>[] = [];
  for await (const line of CLUB_LINE.partition(db, CLUB_REGISTER)) lines.push(line);
  const older = lines.filter(({ id }) => id === undefined).map(({ slug }) => slug);
  const ids = new Map((await findClubs(db, older)).map(({ slug, id }) => [slug, id]));
  return lines.map(({ slug, id }) => ({ slug, id: Number(id ?? ids.get(slug)) }));
};
