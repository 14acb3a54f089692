import { readMemberRecords } from '#shared/data/erasure/member-records.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { destroyMember } from '#shared/members/destroy-member.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { fingerprintOf, memberRecord } from './member-export.ts';
import { OperationRefused } from './refusals.ts';

/** What an erasure takes and leaves, by kind. */
interface ErasureReceipt {
  readonly format: 'loyalty-erasure-receipt';
  readonly version: 1;
  readonly club: string;
  readonly member: number;
  readonly erased_at: string;
  /** Gone when the receipt was made. */
  readonly removed: Readonly<Record<string, number>>;
  /** Taken out of messaging by the worker on the table's stream, within seconds as a rule. */
  readonly follows: Readonly<Record<string, number>>;
  /** Stays for a while, without personal data. */
  readonly stays: Readonly<Record<string, number>>;
  /** Of the record that was erased: the one that `members export` printed; null when it changed in between. */
  readonly record_sha256: string | null;
}

/** Kinds of records beside a member that hold no personal data and end by themselves. */
const IMPERSONAL: Readonly<Record<string, string>> = {
  tombstone: 'tombstone',
  session: 'sessions',
  dispatch: 'automatic_messages',
  throttle: 'asked_for_mails',
  'log-ins': 'log_ins',
};

const countKinds = async (runtime: Runtime, { club, id }: Member): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  for await (const item of readMemberRecords(runtime.use(database), club, id)) {
    const kind = String(item['kind']);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
};

const withoutZeros = (counts: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

const impersonal = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries(
    [...counts].flatMap(([kind, count]) => {
      const name = IMPERSONAL[kind];
      return name === undefined ? [] : [[name, count] as const];
    }),
  );

const removal = async (runtime: Runtime, club: Club, id: number): Promise<Member> => {
  try {
    return await destroyMember(runtime, club, id, [], changeOrigin('operator'));
  } catch (error) {
    if (!(error instanceof LoyaltyError) || error.code !== 'member_not_found') throw error;
    throw new OperationRefused(
      'member_unknown',
      `There is no member ${id} in the club ${club.slug} any more.`,
    );
  }
};

/**
 * Erases a member as `DELETE members/:id` does, without a message to it, and says what became of everything.
 * @throws OperationRefused `member_unknown` when another call has removed it
 */
export const eraseMember = async (runtime: Runtime, club: Club, seen: Member): Promise<ErasureReceipt> => {
  const db = runtime.use(database);
  const record = await memberRecord(db, club, seen, runtime.now());
  const before = await countKinds(runtime, seen);
  const erased = await removal(runtime, club, seen.id);
  const after = await countKinds(runtime, erased);
  const gone = (kind: string): number => Math.max(0, (before.get(kind) ?? 0) - (after.get(kind) ?? 0));
  return {
    format: 'loyalty-erasure-receipt',
    version: 1,
    club: club.slug,
    member: erased.id,
    erased_at: runtime.now().toISOString(),
    removed: withoutZeros({
      record: 1,
      identifiers: Object.keys(identifiersOf(erased.properties)).length,
      app_tokens: erased.devices.length,
      mailed_tokens: gone('token'),
      messages: gone('member-message'),
    }),
    follows: withoutZeros({
      messages: after.get('member-message') ?? 0,
      changes: after.get('member-change') ?? 0,
    }),
    stays: impersonal(after),
    record_sha256: erased.version === seen.version ? fingerprintOf(record) : null,
  };
};
