import { couldBeImportOf } from '#shared/crypto/imported-password.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { isJsonObject } from '#shared/domain/member-schema/json-value.ts';
import { type Member, same } from '#shared/domain/members/member.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { normalizeProperties } from '#shared/domain/members/stored-properties.ts';
import { CHANNELS } from '#shared/vocabulary.ts';

/** A row of another system's export, with the names of a restore (contract §4.6). */
export type ExportedRow = Readonly<Record<string, unknown>> & {
  readonly properties: Readonly<Record<string, unknown>>;
};

/** `missing`: only the export has it; `extra`: only this system has it; `differs`: both have it, and it differs. */
export type DifferenceKind = 'missing' | 'extra' | 'differs';

export interface FieldDifference {
  /** `email_status`, `properties.zip_code`, `consents.news.updated_at`. */
  readonly field: string;
  readonly kind: DifferenceKind;
  /** `null` = nothing. Of a password no hash. */
  readonly expected: unknown;
  readonly found: unknown;
}

type Pair = readonly [field: string, expected: unknown, found: unknown];

/** The instant of a time in any form, as UTC ISO 8601; what is no time as it is. */
const instant = (value: unknown): unknown => {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? value : new Date(at).toISOString();
};

const named = (prefix: string, expected: object, found: object): Pair[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(found)])].map((name) => [
    `${prefix}.${name}`,
    Object.hasOwn(expected, name) ? expected[name as never] : null,
    Object.hasOwn(found, name) ? found[name as never] : null,
  ]);

/** A member always has a language: the club's, where the export says none. */
const properties = ({ properties: sent }: ExportedRow, { properties: current }: Member, club: Club): Pair[] =>
  named(
    'properties',
    {
      language: club.member_schema.default_language,
      ...normalizeProperties(sent, { country: club.country, current }),
    },
    current,
  );

/** Time and evidence of an answer are compared where the export has them; without a time it has that of the member. */
const consents = (sent: unknown, found: Member['consents']): Pair[] => {
  const answers = Object.entries(isJsonObject(sent) ? sent : {}).filter(([, answer]) => isJsonObject(answer));
  const expected: Record<string, unknown> = {};
  const answered: Record<string, unknown> = {};
  for (const [slug, answer] of answers as [string, Record<string, unknown>][]) {
    expected[`${slug}.status`] = answer['status'] ?? null;
    expected[`${slug}.version`] = answer['version'] ?? null;
    if (answer['updated_at']) expected[`${slug}.updated_at`] = instant(answer['updated_at']);
    if (typeof answer['evidence'] === 'string') expected[`${slug}.evidence`] = answer['evidence'];
  }
  for (const [slug, { status, version, updated_at, evidence }] of Object.entries(found)) {
    answered[`${slug}.status`] = status;
    answered[`${slug}.version`] = version ?? null;
    if (Object.hasOwn(expected, `${slug}.updated_at`)) answered[`${slug}.updated_at`] = instant(updated_at);
    if (Object.hasOwn(expected, `${slug}.evidence`)) answered[`${slug}.evidence`] = evidence ?? null;
  }
  return named('consents', expected, answered);
};

/** A status that the export does not state follows its flag; without a flag it may be any. */
const statuses = (row: ExportedRow, { statuses: found }: Member): Pair[] =>
  CHANNELS.flatMap((channel): Pair[] => {
    const stated = row[`${channel}_status`] ?? (row[`${channel}_enabled`] === false ? 'disabled' : undefined);
    return stated === undefined ? [] : [[`${channel}_status`, stated, found[channel]]];
  });

const TEXTS = [
  'optin_channel',
  'optin_subchannel',
  'updated_channel',
  'updated_subchannel',
  'person_id',
] as const;

/** Each is the other by default; without either a member has the times of its import. */
const times = (row: ExportedRow, { created_at, updated_at }: Member): Pair[] => {
  const [created, updated] = [row['created_at'] ?? undefined, row['updated_at'] ?? undefined];
  if (created === undefined && updated === undefined) return [];
  return [
    ['created_at', instant(created ?? updated), created_at],
    ['updated_at', instant(updated ?? created), updated_at],
  ];
};

/** Whether the member has the password that the export has, and never which. */
const password = (row: ExportedRow, { password: stored }: Member): Pair[] => {
  const [hash, clear] = [row['password_hash'] || null, row['password'] || null];
  const expected = hash === null && clear === null ? null : 'that of the export';
  const isIt = stored !== null && (hash === null || couldBeImportOf(stored, String(hash)));
  const found = stored === null ? null : isIt ? 'that of the export' : 'another';
  return [['password', expected, found]];
};

const pairsOf = (row: ExportedRow, member: Member, club: Club): readonly Pair[] => {
  const answer: Readonly<Record<string, unknown>> = memberView(member, { club });
  return [
    ...properties(row, member, club),
    ...consents(row['consents'], member.consents),
    ...statuses(row, member),
    ...TEXTS.map((name): Pair => [name, row[name], answer[name]]),
    ...times(row, member),
    ['banned_until', instant(row['banned_until']), instant(member.banned_until)],
    ...password(row, member),
  ];
};

const kindOf = (expected: unknown, found: unknown): DifferenceKind | undefined => {
  if (same(expected, found)) return undefined;
  if (found === null) return 'missing';
  return expected === null ? 'extra' : 'differs';
};

/** What a member has otherwise than the row of an export. Times are compared as instants, identifiers as stored. */
export const restoredDifferences = (row: ExportedRow, member: Member, club: Club): FieldDifference[] =>
  pairsOf(row, member, club).flatMap(([field, sent, has]) => {
    const [expected, found] = [sent ?? null, has ?? null];
    const kind = kindOf(expected, found);
    return kind ? [{ field, kind, expected, found }] : [];
  });

/** Whether the member has changed here since the export: it may then differ (contract §4.6). */
export const changedSince = (row: ExportedRow, { updated_at }: Member): boolean =>
  Date.parse(String(row['updated_at'] ?? row['created_at'])) < Date.parse(updated_at);
