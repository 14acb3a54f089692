import type { Club } from '../domain/club.ts';
import type { MemberSchema } from '../domain/member-schema/schema.ts';
import type { Db } from './db.ts';
import { CLUB_REGISTER, clubKey, clubRegisterKey, schemaKey } from './keys.ts';
import { type Item, readItem, readPartition } from './read.ts';
import { type TransactStep, transact } from './transact.ts';

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

/** The member schema as it was at a version; bulk jobs are judged by the one they were accepted under. */
export const findMemberSchema = async (
  db: Db,
  slug: string,
  version: number,
): Promise<MemberSchema | undefined> => {
  const item = await readItem(db, schemaKey(slug, version));
  return item && (JSON.parse(String(item['schema'])) as MemberSchema);
};

const schemaStep = (db: Db, club: Club): TransactStep => ({
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
          Item: { ...clubRegisterKey(club.slug), kind: 'club-register', v: 1, slug: club.slug },
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

/** Slugs of all clubs, in order. */
export const listClubs = async (db: Db): Promise<string[]> => {
  const slugs: string[] = [];
  for await (const line of readPartition(db, CLUB_REGISTER)) slugs.push(String(line['slug']));
  return slugs;
};
