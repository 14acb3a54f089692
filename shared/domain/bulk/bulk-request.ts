import { LoyaltyError } from '#shared/errors.ts';
import type { Identifier } from '../member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '../members/identifier-forms.ts';
import type { MemberPayload } from '../members/member-draft.ts';

/** One member of a bulk, as sent: types are claimed here and validated in the job. */
export interface BulkMember extends MemberPayload {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly source?: string | null;
  readonly subsource?: string | null;
  /** Names the member in an import that updates by id, or that restores (contract §4.1, §4.6). */
  readonly id?: unknown;
  /** What a restore takes beside what every import takes, as sent (`readRestoredRow`). */
  readonly restore?: Readonly<Record<string, unknown>>;
  /** ISO 8601 UTC; holds when the member is created. */
  readonly created_at?: string;
}

/** What can name a member in a row. */
export type RowIdentifier = Identifier | 'id';

const DUPLICATED = { email: 'duplicated_emails', msisdn: 'duplicated_msisdns' } as const;

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

const identifierIn = (member: BulkMember, identifier: RowIdentifier): unknown =>
  identifier === 'id' ? member.id : member.properties[identifier];

const firstMissing = (members: readonly BulkMember[], identifiers: readonly RowIdentifier[]): number =>
  members.findIndex((member) => identifiers.every((identifier) => isBlank(identifierIn(member, identifier))));

const LONGEST_NAME = 256;

/**
 * What names the member of a row to the caller: the first of the club's identifiers that it has, else e-mail,
 * MSISDN, id (contract §4.3), as sent; a row without any by its place.
 */
export const rowName = (member: BulkMember, identifiers: readonly Identifier[], position: number): string => {
  const order: readonly RowIdentifier[] = [...identifiers, 'email', 'msisdn', 'id'];
  const first = order.find((identifier) => !isBlank(identifierIn(member, identifier)));
  if (first === undefined) return `members[${position}]`;
  const value = identifierIn(member, first);
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_NAME);
};

/** Values that cannot be canonical are compared as sent; the job will find them invalid. */
const firstDuplicate = (
  members: readonly BulkMember[],
  identifier: Identifier,
  country: string | undefined,
): number => {
  const seen = new Set<string>();
  return members.findIndex(({ properties }) => {
    const value = properties[identifier];
    if (typeof value !== 'string' || isBlank(value)) return false;
    const canonical = IDENTIFIER_FORMS[identifier].canonical(value, country) ?? value;
    if (seen.has(canonical)) return true;
    seen.add(canonical);
    return false;
  });
};

/** The request-level rules in their documented order: the first broken one, with the row it is in. */
const RULES: readonly {
  readonly code:
    | 'members_empty'
    | 'members_size_incorrect'
    | 'missing_identifier'
    | 'duplicated_emails'
    | 'duplicated_msisdns';
  /** Row that breaks the rule, -1 for none; `undefined` when the whole list does. */
  readonly broken: (
    members: readonly BulkMember[],
    identifiers: readonly RowIdentifier[],
    maximum: number,
    country: string | undefined,
  ) => number | undefined;
}[] = [
  { code: 'members_empty', broken: (members) => (members.length === 0 ? undefined : -1) },
  {
    code: 'members_size_incorrect',
    broken: (members, _, maximum) => (members.length > maximum ? undefined : -1),
  },
  { code: 'missing_identifier', broken: (members, identifiers) => firstMissing(members, identifiers) },
  { code: DUPLICATED.email, broken: (members) => firstDuplicate(members, 'email', undefined) },
  {
    code: DUPLICATED.msisdn,
    broken: (members, _, __, country) => firstDuplicate(members, 'msisdn', country),
  },
];

/**
 * What is checked before a bulk or an import is accepted (contract §3.1.1, §4.1); values are validated in the job.
 * @param identifiers each row must have at least one of these
 * @param country of the club
 * @throws LoyaltyError with the reason code of the first broken rule and the row's index
 */
export const checkBulk = (
  members: readonly BulkMember[],
  identifiers: readonly RowIdentifier[],
  maximum: number,
  country: string | undefined,
): void => {
  for (const { code, broken } of RULES) {
    const row = broken(members, identifiers, maximum, country);
    if (row === undefined) throw new LoyaltyError(code);
    if (row >= 0) throw new LoyaltyError(code, { message: `members[${row}]` });
  }
};

export interface Chunk<T> {
  readonly chunk: number;
  /** Position of the first row in the request. */
  readonly start: number;
  readonly rows: readonly T[];
}

/** Limits of one chunk: members, and bytes of their JSON. */
export const CHUNK_MAX_ROWS = 100;
export const CHUNK_MAX_BYTES = 180 * 1024;

/**
 * Cuts rows into chunks by count and by bytes; the same rows always give the same chunks.
 * @throws LoyaltyError member_too_large naming the row that no chunk can hold
 */
export const splitIntoChunks = <T>(rows: readonly T[]): Chunk<T>[] => {
  const chunks: { chunk: number; start: number; rows: T[] }[] = [];
  let room = 0;
  const encoder = new TextEncoder();
  for (const [position, row] of rows.entries()) {
    const size = encoder.encode(JSON.stringify(row)).length + 1;
    if (size > CHUNK_MAX_BYTES)
      throw new LoyaltyError('member_too_large', { message: `members[${position}]` });
    const last = chunks.at(-1);
    if (last && last.rows.length < CHUNK_MAX_ROWS && size <= room) {
      last.rows.push(row);
      room -= size;
    } else {
      chunks.push({ chunk: chunks.length, start: position, rows: [row] });
      room = CHUNK_MAX_BYTES - size;
    }
  }
  return chunks;
};
