import { effectivePermits } from '#shared/contracts/policies.ts';
import { hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { findClient } from '#shared/data/client-tokens/clients.ts';
import { findClub } from '#shared/data/clubs/clubs.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { isSlug } from '#shared/domain/clubs/club-slug.ts';
import type { Port } from '#shared/runtime.ts';
import { database } from './database.ts';
import { expiringCache } from './expiring-cache.ts';

/** Who calls, and for which club: read by every request, so cached; a revoked token dies within the lifetime. */
export interface Directory {
  /** Its permits are the effective ones: its own and those of its policies (contract §1.4). */
  client(token: string): Promise<ClientToken | undefined>;
  club(slug: string): Promise<Club | undefined>;
}

/** Longest time a function may act on a token or a setting that has changed (architecture §6). */
export const DIRECTORY_TTL_SECONDS = 30;

export const directory: Port<Directory> = (runtime) => {
  const db = runtime.use(database);
  const now = () => runtime.now();
  const byHash = expiringCache({
    ttlSeconds: DIRECTORY_TTL_SECONDS,
    maxEntries: 1000,
    now,
    load: async (hash) => {
      const client = await findClient(db, hash);
      return client && { ...client, permits: effectivePermits(client) };
    },
  });
  const club = expiringCache({
    ttlSeconds: DIRECTORY_TTL_SECONDS,
    maxEntries: 200,
    now,
    load: (slug) => findClub(db, slug),
  });
  return {
    client: (token) => byHash(hashClientSecret(token)),
    // Callers choose the slug: what no club can be called is no key of the table, and no entry of the cache.
    club: async (slug) => (isSlug(slug) ? club(slug) : undefined),
  };
};
