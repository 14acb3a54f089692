import { ledgerKey, type RequestRef } from '#shared/data/bulk/bulk-keys.ts';
import { findMemberSchema } from '#shared/data/clubs/clubs.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { database } from '#shared/ports/database.ts';
import { expiringCache } from '#shared/ports/expiring-cache.ts';
import type { Port } from '#shared/runtime.ts';

/** What a worker keeps between chunks, so that each costs no call more than its members need. */
interface WorkerCache {
  /** The schema a job was accepted under; it never changes. */
  schema(club: string, version: number): Promise<MemberSchema>;
  /** Whether its ledger is known to say that work on the request has begun. */
  hasBegun(ref: RequestRef): boolean;
  noteBegun(ref: RequestRef): void;
}

const TTL_SECONDS = 600;
const MAX_REQUESTS = 1000;

export const workerCache: Port<WorkerCache> = (runtime) => {
  const db = runtime.use(database);
  const now = () => runtime.now();
  const schemas = expiringCache({
    ttlSeconds: TTL_SECONDS,
    maxEntries: 50,
    now,
    load: async (key) => {
      const [club = '', version] = key.split('@');
      const schema = await findMemberSchema(db, club, Number(version));
      if (!schema) throw new TypeError('The schema version of a job is not stored');
      return schema;
    },
  });
  const begun = new Set<string>();
  const nameOf = (ref: RequestRef): string => Object.values(ledgerKey(ref)).join(' ');
  return {
    schema: (club, version) => schemas(`${club}@${version}`),
    hasBegun: (ref) => begun.has(nameOf(ref)),
    noteBegun: (ref) => {
      if (begun.size >= MAX_REQUESTS) begun.clear();
      begun.add(nameOf(ref));
    },
  };
};
