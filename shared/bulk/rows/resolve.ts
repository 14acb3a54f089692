import { type Claim, leaseIsOver, nameOf, readClaims } from '../../data/claims.ts';
import { memberKey } from '../../data/keys.ts';
import { memberFromItem } from '../../data/member-item.ts';
import { type Item, readItems } from '../../data/read.ts';
import { identifiersOf } from '../../domain/member.ts';
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
  readonly items: ReadonlyMap<number, Item>;
}

const lookUp = async (context: RowContext, rows: readonly Row[], depth: Depth): Promise<Known> => {
  const wanted = rows.flatMap((row) => (depth === 'full' ? row.wanted : row.wanted.slice(0, 1)));
  const claims = await readClaims(context.db, context.club, wanted);
  const ids = new Set([...claims.values()].map(({ owner }) => owner));
  if (depth === 'full') for (const { id } of rows) ids.add(id);
  if (context.options.update_by === 'id') for (const row of rows) ids.add(targetOf(row) ?? row.id);
  const keys = [...ids].map((id) => memberKey(context.club, id));
  const items = await readItems(context.db, keys);
  return { claims, items: new Map(items.map((item) => [Number(item['id']), item])) };
};

const resolveRow = (row: Row, { claims, items }: Known, now: string): Resolution => {
  if (items.has(row.id)) return { kind: 'made' };
  const held = row.wanted.flatMap((wanted) => claims.get(nameOf(wanted)) ?? []);
  const own = held.filter(({ owner }) => owner === row.id);
  const others = held.filter(({ owner }) => owner !== row.id);
  for (const { owner } of others) {
    const item = items.get(owner);
    const member = item && memberFromItem(item);
    if (member) return { kind: 'update', member, own };
  }
  // A claim without a member is a write in progress or what a crash left; only age tells (design §5).
  if (others.some((claim) => !leaseIsOver(claim, now))) return { kind: 'busy' };
  return { kind: 'create', held };
};

/** A row that only changes a member: the one that its identifier finds now, or none. */
const resolveUpdate = (context: RowContext, row: Row, { claims, items }: Known): Resolution => {
  const [wanted] = row.wanted;
  const owner =
    context.options.update_by === 'id' ? targetOf(row) : wanted && claims.get(nameOf(wanted))?.owner;
  const item = owner === undefined ? undefined : items.get(owner);
  const member = item && memberFromItem(item);
  if (!member) return { kind: 'missing' };
  // Between the reads of claim and member the identifier may have moved to another member: look again.
  if (wanted && identifiersOf(member.properties)[wanted.identifier] !== wanted.value) return { kind: 'busy' };
  return { kind: 'update', member, own: [] };
};

/** Looks rows up, strongly consistent, in at most two batches of reads. */
export const resolveRows = async (
  context: RowContext,
  rows: readonly Row[],
  depth: Depth,
): Promise<Map<Row, Resolution>> => {
  const known = await lookUp(context, rows, depth);
  const now = context.now();
  const resolve = (row: Row): Resolution =>
    context.options.update_by === undefined
      ? resolveRow(row, known, now)
      : resolveUpdate(context, row, known);
  return new Map(rows.map((row) => [row, resolve(row)]));
};
