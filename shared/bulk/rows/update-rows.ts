import pMap from 'p-map';
import { newPassword } from '#shared/crypto/new-password.ts';
import type { Claim } from '#shared/data/members/claims.ts';
import type { RowOutcome } from '#shared/domain/bulk/bulk-job.ts';
import type { BulkMember } from '#shared/domain/bulk/bulk-request.ts';
import { withoutOptIns } from '#shared/domain/members/channel-status.ts';
import {
  appendedProperties,
  changedMember,
  identifiersOf,
  type Member,
} from '#shared/domain/members/member.ts';
import { isValid, validateChange } from '#shared/domain/members/member-draft.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { isOlder } from '#shared/domain/members/restored-member.ts';
import { heldBefore } from './held-before.ts';
import { orInvalid } from './or-invalid.ts';
import { type RowToRestore, restoreRow } from './restore-row.ts';
import { type Attempt, checkTimeToHash, type Row, type RowContext } from './row.ts';
import type { MemberReplacement } from './row-table.ts';

interface RowToUpdate {
  readonly row: Row;
  readonly member: Member;
  /** Claims that an earlier attempt of this row took before it knew of the member. */
  readonly own: readonly Claim[];
}

interface Change extends MemberReplacement {
  readonly row: Row;
}

const UPDATED = { kind: 'updated' } as const;

/** The row with its array properties added to the member's own (contract §4.1). */
const appending = (member: Member, payload: BulkMember): BulkMember => ({
  ...payload,
  properties: appendedProperties(member.properties, payload.properties),
});

const decideRestore = async (
  context: RowContext,
  row: RowToRestore,
  before: Member,
): Promise<Change | RowOutcome> => {
  const made = await restoreRow(context, row, before);
  if ('errors' in made) return { kind: 'invalid', errors: made.errors };
  const after = made.member;
  if (after !== before) return { row, before, after: { ...after, last_row: row.name } };
  return { ...UPDATED, left: isOlder(row.restored.state, before) ? 'newer' : 'unchanged' };
};

const decide = async (context: RowContext, { row, member }: RowToUpdate): Promise<Change | RowOutcome> => {
  // An earlier attempt has applied this row already: others may have written since, and keep their say.
  if (member.last_row === row.name) return UPDATED;
  if (row.restored) return decideRestore(context, { ...row, restored: row.restored }, member);
  if (context.options.only_create) return { kind: 'skipped' };
  const payload = context.options.append ? appending(member, row.payload) : row.payload;
  const validation = validateChange(context.rules, member, payload);
  if (!isValid(validation)) return { kind: 'invalid', errors: validation.errors };
  checkTimeToHash(context, row.payload);
  const password = await newPassword(context.passwords, row.payload, member.password);
  const flags = context.resubscribes ? payload : withoutOptIns(payload);
  const { changed } = context;
  const change = { properties: validation.properties, flags, consents: payload.consents, changed };
  const after = changedMember(
    member,
    password === undefined ? change : { ...change, password },
    context.now(),
  );
  if (after === member) return UPDATED;
  return { row, before: member, after: { ...after, last_row: row.name } };
};

const isChange = (result: Change | RowOutcome): result is Change => 'after' in result;

const hasSameIdentifiers = ({ before, after }: Change): boolean => {
  const was = identifiersOf(before.properties);
  const is = identifiersOf(after.properties);
  return was.email === is.email && was.msisdn === is.msisdn;
};

const writeInPlace = async (context: RowContext, changes: readonly Change[]): Promise<Attempt[]> => {
  const results = await context.table.replace(changes);
  return results.map((result) => (result === 'done' ? UPDATED : 'again'));
};

const numberOf = ({ properties }: Member): string | undefined => identifiersOf(properties).msisdn;

const moveIdentifiers = async (context: RowContext, change: Change): Promise<Attempt> => {
  // Rows before this one may have given a number up, so each row asks for itself.
  const isNew = numberOf(change.before) !== numberOf(change.after);
  if (isNew && (await heldBefore(context, [change])).size > 0)
    return { kind: 'invalid', errors: takenErrors(['msisdn']) };
  const result = await context.table.move(change, context.now());
  if (result.outcome === 'written') return UPDATED;
  if (result.outcome === 'stale') return 'again';
  return { kind: 'invalid', errors: takenErrors(result.identifiers) };
};

const releaseClaims = async (context: RowContext, todo: readonly RowToUpdate[]): Promise<void> => {
  const claims = todo.flatMap(({ own }) => own);
  if (claims.length === 0) return;
  await context.checkOpen();
  await context.table.release(claims);
};

/**
 * Updates the members of rows: merges, skips what changes nothing, writes on the version that was read.
 * No two rows may be for the same member.
 */
export const updateRows = async (
  context: RowContext,
  todo: readonly RowToUpdate[],
): Promise<Map<Row, Attempt>> => {
  await releaseClaims(context, todo);
  const attempts = new Map<Row, Attempt>();
  const changes: Change[] = [];
  const decided = await pMap(
    todo,
    async (one) => ({ row: one.row, result: await orInvalid(decide(context, one)) }),
    {
      concurrency: context.passwords.parallelism,
    },
  );
  for (const { row, result } of decided) {
    if (isChange(result)) changes.push(result);
    else attempts.set(row, result);
  }
  if (changes.length > 0) await context.checkOpen();
  const inPlace = changes.filter(hasSameIdentifiers);
  const results = await writeInPlace(context, inPlace);
  for (const [index, { row }] of inPlace.entries()) attempts.set(row, results[index] ?? 'again');
  for (const change of changes) {
    if (!hasSameIdentifiers(change)) attempts.set(change.row, await moveIdentifiers(context, change));
  }
  return attempts;
};
