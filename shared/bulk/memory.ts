import { startWork } from '../data/bulk-ledger.ts';
import { findMemberSchema } from '../data/clubs.ts';
import { type LedgerRef, ledgerKey } from '../data/keys.ts';
import type { MemberSchema } from '../domain/member-schema/schema.ts';
import { database } from '../ports/database.ts';
import { expiringCache } from '../ports/expiring-cache.ts';
import type { Port } from '../runtime.ts';

/** What a worker keeps between chunks, so that each costs no call more than its members need. */
export interface WorkerMemory {
  /** The schema a job was accepted under; it never changes. */
  schema(club: string, version: number): Promise<MemberSchema>;
  /** Notes once that work on the job, or on the import's bulk, has begun. */
  started(ref: LedgerRef): Promise<void>;
}

const TTL_SECONDS = 600;

export const memory: Port<WorkerMemory> = (runtime) => {
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
  const refs = new Map<string, LedgerRef>();
  const ledgers = expiringCache({
    ttlSeconds: TTL_SECONDS,
    maxEntries: 200,
    now,
    load: async (name) => {
      const ref = refs.get(name);
      refs.delete(name);
      if (ref) await startWork(db, ref, runtime.now().toISOString());
    },
  });
  return {
    schema: (club, version) => schemas(`${club}@${version}`),
    started: (ref) => {
      const { pk, sk } = ledgerKey(ref);
      const name = `${pk} ${sk}`;
      refs.set(name, ref);
      return ledgers(name).finally(() => refs.delete(name));
    },
  };
};
