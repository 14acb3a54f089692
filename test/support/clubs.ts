import { randomUUID } from 'node:crypto';
import { createClub } from '#shared/data/clubs/clubs.ts';
import { allocateGlobalId } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';

export const SCHEMA: MemberSchema = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  identifiers: ['email', 'msisdn'],
  languages: ['en', 'no'],
  default_language: 'no',
  version: 'v2',
  properties: {
    email: { type: 'string', format: 'email' },
    msisdn: { type: 'string' },
    first_name: { type: 'string' },
    last_name: { type: 'string' },
    birthday: { type: 'string', format: 'date' },
    interests: { type: 'array', items: { type: 'string', enum: ['bikes_and_cars', 'sportwear'] } },
  },
  required: ['first_name', 'last_name'],
};

export interface ClubOverrides extends Partial<Omit<Club, 'member_schema'>> {
  readonly member_schema?: Partial<MemberSchema>;
}

/** A new club of its own slug, stored. */
export const storedClub = async (db: Db, overrides: ClubOverrides = {}): Promise<Club> => {
  const { member_schema, ...rest } = overrides;
  const club: Club = {
    id: await allocateGlobalId(db, 'clubs'),
    slug: `club-${randomUUID()}`,
    name: 'Test Mall',
    timezone: 'Europe/Oslo',
    password_min_length: 3,
    schema_version: 1,
    products: { default: {}, 'android-app': {} },
    channels: {},
    messages: {},
    version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    ...rest,
    member_schema: { ...SCHEMA, ...member_schema } as MemberSchema,
  };
  await createClub(db, club);
  return club;
};
