import { identifiersFor, type Row, type RowContext } from '#shared/bulk/rows/row.ts';
import { storedRows } from '#shared/bulk/rows/row-table.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { BulkMember } from '#shared/domain/bulk/bulk-request.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { clubRules } from '#shared/domain/members/member-draft.ts';
import { clubPasswords } from '#shared/members/club-passwords.ts';
import type { World } from './world.ts';

const PRODUCT = 'default';
export const NOW = '2026-01-01T00:00:00.000Z';
/** When no claim of `NOW` can be a write in progress any more. */
export const LATER = '2026-01-01T01:00:00.000Z';

interface Given extends Omit<Partial<RowContext>, 'options' | 'table'> {
  readonly options?: Partial<RowContext['options']>;
  /** The table as this worker sees it. */
  readonly db?: Db;
}

/** What rows are worked with, in one moment and without end. */
export const rowContext = (world: World, { options, db = world.db, ...more }: Given = {}): RowContext => ({
  table: storedRows(db, world.club.slug),
  club: world.club.slug,
  rules: clubRules(world.club, PRODUCT),
  options: { only_create: false, password_min_length: 6, product: PRODUCT, subproduct: null, ...options },
  changed: changeOrigin('operator'),
  now: () => NOW,
  passwords: clubPasswords(world.runtime, world.club.slug),
  resubscribes: true,
  checkTime() {},
  async checkOpen() {},
  ...more,
});

/** The rows of a request to which the ids from `firstId` on were given. */
export const rowsOf = (context: RowContext, payloads: readonly BulkMember[], firstId = 1): Row[] =>
  payloads.map((payload, index) => ({
    position: index,
    id: firstId + index,
    name: `row/${firstId + index}`,
    payload,
    ...identifiersFor(payload, context),
  }));

/** The kinds of outcomes, in the order of the rows. */
export const kindsOf = (outcomes: ReadonlyMap<number, { readonly kind: string }>): string[] =>
  [...outcomes].toSorted(([one], [other]) => one - other).map(([, { kind }]) => kind);
