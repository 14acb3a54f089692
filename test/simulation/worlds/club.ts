import { createHash } from 'node:crypto';
import { PERMITS } from '#shared/contracts/permits.ts';
import { storeClient } from '#shared/data/client-tokens/clients.ts';
import { createClub } from '#shared/data/clubs/clubs.ts';
import type { Db } from '#shared/data/table/db.ts';
import { markCounted } from '#shared/data/table/list-counts.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { SCHEMA } from '../../support/clubs.ts';

const SECRET = 'a-client-of-the-simulation';
const SLUG = 'simulated-club';
const TIMES = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' };

export const ACCESS = { slug: SLUG, secret: SECRET };

/** One club, and one client token that may do everything there. @param overrides of the club's usual settings */
export const prepareClub = async (db: Db, overrides: Partial<Club> = {}): Promise<Club> => {
  const club: Club = {
    id: 1,
    slug: SLUG,
    name: 'Simulated',
    timezone: 'Europe/Oslo',
    password_min_length: 3,
    schema_version: 1,
    products: { default: {} },
    channels: {},
    messages: {},
    version: 1,
    ...TIMES,
    member_schema: SCHEMA as MemberSchema,
    ...overrides,
  };
  await createClub(db, club);
  for (const list of ['members', 'messages'] as const)
    await markCounted(db, club.slug, list, club.created_at);
  await storeClient(db, {
    id: 1,
    name: 'simulated',
    hash: createHash('sha256').update(SECRET).digest('hex'),
    last4: SECRET.slice(-4),
    permits: Object.keys(PERMITS),
    policies: [],
    clubs: [SLUG],
    customers: null,
    product: null,
    internal: false,
    version: 1,
    created_by: null,
    updated_by: null,
    ...TIMES,
  });
  return club;
};
