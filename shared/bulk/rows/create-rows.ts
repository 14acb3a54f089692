import pMap from 'p-map';
import { type Claim, identifierName } from '#shared/data/members/claims.ts';
import { memberFromItem } from '#shared/data/members/member-item.ts';
import type { RowOutcome } from '#shared/domain/bulk/bulk-job.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { makeMember } from '#shared/members/make-member.ts';
import { heldBefore } from './held-before.ts';
import { orInvalid } from './or-invalid.ts';
import { type Depth, isMadeBy } from './resolve.ts';
import { restoreRow } from './restore-row.ts';
import { type Attempt, checkTimeToHash, type Row, type RowContext } from './row.ts';

interface RowToCreate {
  readonly row: Row;
  /** Claims on its identifiers that exist without a member: its own of an earlier attempt, or orphans. */
  readonly held: readonly Claim[];
}

interface Draft extends RowToCreate {
  readonly member: Member;
}

const CREATED = { kind: 'created' } as const;

const optIn = (row: Row, { product, subproduct }: RowContext['options']) => ({
  optin_channel: row.payload.source ?? product,
  optin_subchannel: row.payload.subsource ?? subproduct,
});

/** Nothing is written. */
const draft = async (context: RowContext, todo: RowToCreate): Promise<Draft | RowOutcome> => {
  const { row } = todo;
  if (row.restored) {
    const made = await restoreRow(context, { ...row, restored: row.restored });
    return 'errors' in made ? { kind: 'invalid', errors: made.errors } : { ...todo, ...made };
  }
  const made = await makeMember(context, row.payload, () => {
    checkTimeToHash(context, row.payload);
    return {
      id: row.id,
      club: context.club,
      ...optIn(row, context.options),
      welcome: context.options,
      changed: context.changed,
      ...(row.payload.created_at !== undefined && { created_at: row.payload.created_at }),
      row: row.name,
    };
  });
  return 'errors' in made ? { kind: 'invalid', errors: made.errors } : { ...todo, ...made };
};

const isDraft = (result: Draft | RowOutcome): result is Draft => 'member' in result;

const claimAll = async (context: RowContext, drafts: readonly Draft[], at: string): Promise<Set<Row>> => {
  const steps = drafts.flatMap(({ row, held }) =>
    row.wanted.map((wanted) => {
      const claim: Claim = { club: context.club, ...wanted, owner: row.id, at };
      return { row, claim, seen: held.find((other) => identifierName(other) === identifierName(wanted)) };
    }),
  );
  const results = await context.table.take(steps);
  const refused = new Set(steps.filter((_, index) => results[index] === 'refused').map(({ row }) => row));
  // What a refused row did get it gives back, so that no identifier waits for a member that never comes.
  const releases = steps.flatMap(({ row, claim }, index) =>
    refused.has(row) && results[index] === 'done' ? [claim] : [],
  );
  await context.table.release(releases);
  return refused;
};

/**
 * The id is taken: by an earlier attempt of this row, or by a restored member; then the row is looked up again. Claims
 * that the member does not have go back.
 */
const resumeCreation = async (context: RowContext, row: Row, at: string): Promise<Attempt> => {
  const item = (await context.table.members([row.id])).get(row.id);
  const member = memberFromItem(item);
  const has = member ? identifiersOf(member.properties) : {};
  const extra = row.wanted.filter(({ identifier, value }) => has[identifier] !== value);
  await context.table.release(extra.map((wanted) => ({ club: context.club, ...wanted, owner: row.id, at })));
  return item && isMadeBy(row, item) ? CREATED : 'again';
};

/**
 * Its second identifier was not looked up, nor the id that it restores: what makes no valid new member may be a change
 * of an old one.
 */
const mayExist = (row: Row, depth: Depth): boolean =>
  depth === 'first' && (row.restored !== undefined || row.wanted.length > 1);

/**
 * Creates the members of rows: all claims first, then all members, 25 conditional inserts a call.
 * A row whose claim another writer got first is looked up again.
 */
export const createRows = async (
  context: RowContext,
  todo: readonly RowToCreate[],
  depth: Depth,
): Promise<Map<Row, Attempt>> => {
  const attempts = new Map<Row, Attempt>();
  const drafts: Draft[] = [];
  const results = await pMap(
    todo,
    async (one) => ({ row: one.row, result: await orInvalid(draft(context, one)) }),
    {
      concurrency: context.passwords.parallelism,
    },
  );
  for (const { row, result } of results) {
    if (isDraft(result)) drafts.push(result);
    else attempts.set(row, mayExist(row, depth) ? 'again' : result);
  }
  const wanted = drafts.map(({ row, member }) => ({ row, after: member }));
  const held = await heldBefore(context, wanted);
  for (const row of held)
    attempts.set(row, mayExist(row, depth) ? 'again' : { kind: 'invalid', errors: takenErrors(['msisdn']) });
  const free = drafts.filter(({ row }) => !held.has(row));
  if (free.length === 0) return attempts;
  await context.checkOpen();
  const at = context.now();
  const refused = await claimAll(context, free, at);
  const claimed = free.filter(({ row }) => !refused.has(row));
  for (const row of refused) attempts.set(row, 'again');
  await context.checkOpen();
  const inserted = await context.table.insert(claimed.map(({ member }) => member));
  for (const [index, { row }] of claimed.entries()) {
    attempts.set(row, inserted[index] === 'refused' ? await resumeCreation(context, row, at) : CREATED);
  }
  return attempts;
};
