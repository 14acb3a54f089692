import { type Claim, identifierName, isHeld, leaseIsOver } from '#shared/data/members/claims.ts';
import { type MemberOrTombstone, memberFromItem } from '#shared/data/members/member-item.ts';
import { type Resolution, type Row, type RowContext, targetOf } from './row.ts';

/**
 * `first`: only the first identifier of each row; enough for new and for unchanged members, and half the
 * reads. A conflict over the second shows when it is written, and then the row is looked up in full.
 * `full`: all identifiers, and whether an earlier attempt of the row has made its member.
 */
export type Depth = 'first' | 'full';

interface Known {
  readonly claims: ReadonlyMap<string, Claim>;
  /** Member items and tombstones by id. */
  readonly items: ReadonlyMap<number, MemberOrTombstone>;
}

/** A member may have its number in another form, which no conflict over a claim would show. */
const mayBeTyped = ({ wanted, lookedUp }: Row): boolean => lookedUp.length > wanted.length;

const lookUp = async (context: RowContext, rows: readonly Row[], depth: Depth): Promise<Known> => {
  const wanted = rows.flatMap((row) =>
    depth === 'full' || mayBeTyped(row) ? row.lookedUp : row.wanted.slice(0, 1),
  );
  const claims = await context.table.claims(wanted);
  const ids = new Set([...claims.values()].map(({ owner }) => owner));
  if (depth === 'full') for (const { id } of rows) ids.add(id);
  if (context.options.update_by === 'id') for (const row of rows) ids.add(targetOf(row) ?? row.id);
  return { claims, items: await context.table.members(ids) };
};

/**
 * Whether the item in the place of a row's member is what the row has made. The counter gives an id to one row, but a
 * restore may have put a member there before the counter was raised above it.
 */
export const isMadeBy = (row: Row, item: MemberOrTombstone): boolean =>
  row.restored ? item.restored_by === row.name : item.restored_by === undefined;

/**
 * Whether a row restores the member that has its id already: one of its identifiers, as the member may have it, or its
 * beginning, is the same.
 */
const isAbout = ({ restored, lookedUp }: Row, item: MemberOrTombstone): boolean =>
  item.kind === 'member' &&
  (item.created_at === restored?.state.created_at ||
    lookedUp.some(({ identifier, value }) => item[identifier] === value));

const resolveRow = (row: Row, { claims, items }: Known, now: string): Resolution => {
  const there = items.get(row.id);
  if (there && isMadeBy(row, there)) return { kind: 'made' };
  const held = row.lookedUp.flatMap((one) => claims.get(identifierName(one)) ?? []);
  // An id that is restored may be in several rows: what one of them has claimed is no other's to give back.
  const own = there || row.restored ? [] : held.filter(({ owner }) => owner === row.id);
  if (row.restored && there) {
    const member = isAbout(row, there) ? memberFromItem(there) : undefined;
    return member ? { kind: 'update', member, own } : { kind: 'taken', names: ['id'] };
  }
  const others = held.filter((claim) => !own.includes(claim));
  for (const claim of others) {
    const item = items.get(claim.owner);
    const member = isHeld(claim, item) && memberFromItem(item);
    if (member && row.restored) return { kind: 'taken', names: [claim.identifier] };
    if (member) return { kind: 'update', member, own };
  }
  // A claim without a holder is a write in progress or left by a crash; only its age distinguishes the two
  // (architecture §3).
  if (others.some((claim) => !leaseIsOver(claim, now))) return { kind: 'busy' };
  return there ? { kind: 'taken', names: ['id'] } : { kind: 'create', held };
};

/** The claim by which a row that only changes a member names it, where it names it so. */
const namingClaim = ({ options }: RowContext, { lookedUp }: Row, { claims }: Known): Claim | undefined =>
  options.update_by === 'id'
    ? undefined
    : lookedUp.map((one) => claims.get(identifierName(one))).find((claim) => claim !== undefined);

/** A row that only changes a member: the one with its id or identifier now, or none. */
const resolveUpdate = (context: RowContext, row: Row, known: Known, now: string): Resolution | 'unowned' => {
  const claim = namingClaim(context, row, known);
  const owner = claim?.owner ?? (context.options.update_by === 'id' ? targetOf(row) : undefined);
  const item = owner === undefined ? undefined : known.items.get(owner);
  const member = memberFromItem(item);
  if (claim && !isHeld(claim, item)) return leaseIsOver(claim, now) ? 'unowned' : { kind: 'busy' };
  return member ? { kind: 'update', member, own: [] } : { kind: 'missing' };
};

/** A claim without a holder matches no member, unless it moved to another member between the reads: then read again. */
const skipUnmatched = async (
  context: RowContext,
  found: ReadonlyMap<Row, Resolution | 'unowned'>,
  known: Known,
): Promise<Map<Row, Resolution>> => {
  const claims = [...found].flatMap(([row, resolution]) =>
    resolution === 'unowned' ? (namingClaim(context, row, known) ?? []) : [],
  );
  const orphans = new Set(await context.table.unchanged(claims));
  const kindOf = (row: Row) => {
    const claim = namingClaim(context, row, known);
    return claim && orphans.has(claim) ? 'missing' : 'busy';
  };
  return new Map(
    [...found].map(([row, resolution]) => [
      row,
      resolution === 'unowned' ? { kind: kindOf(row) } : resolution,
    ]),
  );
};

/** Looks rows up, strongly consistent, in at most two batches of reads. */
export const resolveRows = async (
  context: RowContext,
  rows: readonly Row[],
  depth: Depth,
): Promise<Map<Row, Resolution>> => {
  const known = await lookUp(context, rows, depth);
  const now = context.now();
  if (context.options.update_by === undefined)
    return new Map(rows.map((row) => [row, resolveRow(row, known, now)]));
  const found = new Map(rows.map((row) => [row, resolveUpdate(context, row, known, now)]));
  return skipUnmatched(context, found, known);
};
