import type { ClubPasswords } from '#shared/crypto/new-password.ts';
import type { Claim, IdentifierValue } from '#shared/data/members/claims.ts';
import { identifierValues } from '#shared/data/members/claims.ts';
import type { RowOutcome } from '#shared/domain/bulk/bulk-job.ts';
import type { BulkMember, RowIdentifier } from '#shared/domain/bulk/bulk-request.ts';
import type { RestoredRow } from '#shared/domain/bulk/restored-row.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { IDENTIFIER_FORMS } from '#shared/domain/members/identifier-forms.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import type { MemberRules } from '#shared/domain/members/member-draft.ts';
import { normalizeProperties } from '#shared/domain/members/stored-properties.ts';
import type { BulkOptions } from '../chunk-content.ts';
import type { RowTable } from './row-table.ts';

/** One row of a chunk on its way to an outcome. */
export interface Row {
  readonly position: number;
  /** Id of the member this row makes, if it makes one: fixed when the request was accepted, or the one that it restores. */
  readonly id: number;
  /** Unique name of the row in its club; a member stores the name of the last row that wrote it. */
  readonly name: string;
  readonly payload: BulkMember;
  /** What it restores; only of rows that do. */
  readonly restored?: RestoredRow;
  /** The row's identifiers in the order in which they match. */
  readonly wanted: readonly IdentifierValue[];
  /** Identifiers under which its member may be stored: `wanted`, and numbers as typed (contract §1.6). */
  readonly lookedUp: readonly IdentifierValue[];
}

/** What working on rows needs; the clock and the hash are given, so that every step can be replayed. */
export interface RowContext {
  readonly table: RowTable;
  readonly club: string;
  readonly rules: MemberRules;
  readonly options: BulkOptions;
  readonly changed: ChangeOrigin;
  now(): string;
  readonly passwords: ClubPasswords;
  /** Whether a flag may switch a member's channel on again; an import's may not (contract §4.1). */
  readonly resubscribes: boolean;
  /** @throws RetryLater when the function's time is nearly up */
  checkTime(): void;
  /**
   * Asked before anything is written. Once the chunk may be another delivery's, or has ended, others have written its
   * members: nothing may be changed then. @throws RetryLater, ChunkEnded
   */
  checkOpen(): Promise<void>;
}

/** The chunk has been worked to its end by another delivery. */
export class ChunkEnded extends Error {
  override readonly name = 'ChunkEnded';
}

/** The state of the table for a row. */
export type Resolution =
  /** No member holds its identifiers. `held`: claims of the caller or of a crashed writer, to take over. */
  | { readonly kind: 'create'; readonly held: readonly Claim[] }
  /** A member holds one of its identifiers. `own`: claims of an earlier attempt of this row, to be released. */
  | { readonly kind: 'update'; readonly member: Member; readonly own: readonly Claim[] }
  /** This row made its member in an earlier attempt. */
  | { readonly kind: 'made' }
  /** Another writer is creating a member with one of its identifiers. */
  | { readonly kind: 'busy' }
  /** The row may only change a member, and there is none. */
  | { readonly kind: 'missing' }
  /** Other members have these, and the row may not change them. */
  | { readonly kind: 'taken'; readonly names: readonly RowIdentifier[] };

/** The outcome of a row, or `again` when the table has moved and the row must be looked up anew. */
export type Attempt = RowOutcome | 'again';

/** Identifiers of a row: the club's own first, in its order, then the other one (contract §3.1.1). */
const identifiersInOrder = (
  { properties }: BulkMember,
  { schema: { identifiers }, country }: MemberRules,
): IdentifierValue[] => {
  const wanted = identifierValues(identifiersOf(normalizeProperties(properties, { country })));
  const rank = ({ identifier }: IdentifierValue): number =>
    identifiers.includes(identifier) ? identifiers.indexOf(identifier) : identifiers.length;
  return wanted.sort((a, b) => rank(a) - rank(b));
};

/** The identifiers that match a row: those it has, or the one by which an import updates (contract §4.1). */
export const identifiersFor = (
  payload: BulkMember,
  { rules, options }: Pick<RowContext, 'rules' | 'options'>,
): Pick<Row, 'wanted' | 'lookedUp'> => {
  const by = options.update_by;
  const wanted = identifiersInOrder(payload, rules).filter(
    ({ identifier }) => by === undefined || identifier === by,
  );
  const lookedUp = wanted.flatMap(({ identifier }) =>
    IDENTIFIER_FORMS[identifier]
      .meant(String(payload.properties[identifier]), rules.country)
      .map((value) => ({ identifier, value })),
  );
  return { wanted, lookedUp };
};

const MEMBER_ID = /^[1-9]\d{0,15}$/;

/** The member id that a row names. */
export const targetOf = ({ payload }: Row): number | undefined => {
  const { id } = payload;
  const text = typeof id === 'number' || typeof id === 'string' ? String(id).trim() : '';
  return MEMBER_ID.test(text) ? Number(text) : undefined;
};

/** Hashing is the slow part of a row, so the time is checked before each. @throws RetryLater when it is up */
export const checkTimeToHash = ({ checkTime }: RowContext, { password, password_hash }: BulkMember): void => {
  if (password ?? password_hash) checkTime();
};
