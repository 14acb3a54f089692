import type { ChangeOrigin } from './change-origin.ts';
import { type MemberChanges, type MemberTransition, memberChanges } from './member-changes.ts';
import type { ProductScope } from './product-scope.ts';

/** What one version of a member changed, by whom and when. */
export interface ChangeLine {
  readonly club: string;
  readonly member: number;
  /** Of the member after the change. */
  readonly version: number;
  readonly type: 'created' | 'changed';
  /** UTC ISO 8601 with milliseconds. */
  readonly at: string;
  /** `null` for a member that was stored before origins were kept. */
  readonly changed: ChangeOrigin | null;
  readonly changes: MemberChanges;
}

/** Days for which a club that sets nothing keeps the changes of its members. */
export const CHANGES_KEPT_DAYS = 400;

/**
 * @param committed when the change was committed: a restored member has the times of another system
 * @returns nothing where nothing that callers see has changed, and for a removal: it takes the member's lines along
 */
export const changeLine = (transition: MemberTransition, committed: string): ChangeLine | undefined => {
  if (transition.type === 'destroyed') return undefined;
  const { type, member } = transition;
  const changes = memberChanges(transition);
  if (Object.keys(changes).length === 0) return undefined;
  const { club, id, version, changed, updated_at } = member;
  const at = changed?.source === 'restore' ? committed : updated_at;
  return { club, member: id, version, type, at, changed, changes };
};

/** @returns only what the scope shows: properties that have no name of their own are in it, or hidden (threat T43) */
const changesInScope = (changes: MemberChanges, scope: ProductScope | undefined): MemberChanges => {
  if (!scope) return changes;
  const shown = new Set(scope.map((name) => `properties.${name}`));
  const entries = Object.entries(changes);
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith('properties.') || shown.has(name)));
};

/** As operators and clients read it. @param scope properties that the reader may see; nothing = all */
export const changeView = (
  { version, type, at, changed, changes }: ChangeLine,
  scope?: ProductScope | undefined,
) => ({
  version,
  type,
  changed_at: at,
  source: changed?.source ?? null,
  client: changed?.client ?? null,
  product: changed?.product ?? null,
  subproduct: changed?.subproduct ?? null,
  request_id: changed?.request_id ?? null,
  changes: changesInScope(changes, scope),
});
