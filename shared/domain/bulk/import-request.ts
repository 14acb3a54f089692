import { LoyaltyError } from '#shared/errors.ts';
import { isCalendarDay } from '../member-schema/formats.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import type { BulkMember, RowIdentifier } from './bulk-request.ts';

/** One member of an import, as sent: types are claimed here and validated in the job. */
export interface ImportMember extends Omit<BulkMember, 'source' | 'subsource' | 'created_at'> {
  readonly optin_channel?: unknown;
  readonly optin_subchannel?: unknown;
  readonly created_at?: unknown;
}

/** A date, or a date and time with a UTC offset: without one it names no instant. */
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** What is earlier is what a database writes for "unknown" (`0001-01-01`). */
const EARLIEST = new Date('1900-01-01T00:00:00Z');

/** @returns UTC with milliseconds; nothing for what is no instant of the past */
const pastInstant = (value: unknown, now: Date): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const [, day = ''] = INSTANT.exec(value) ?? [];
  // `Date` takes 30 February for 1 March.
  if (!isCalendarDay(day)) return undefined;
  const at = new Date(value);
  return at >= EARLIEST && at <= now ? at.toISOString() : undefined;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

interface ImportRules {
  /** Identifier by which an update finds its members; absent = the import creates or updates. */
  readonly updateBy?: RowIdentifier;
  readonly schema: Pick<MemberSchema, 'properties'>;
  readonly now: Date;
}

/** The id of a row to update: beside the properties, else among them, where it is no property (contract §4.1). */
const identified = ({ id, properties }: ImportMember, { updateBy, schema }: ImportRules) => {
  if (updateBy !== 'id') return { properties };
  if (id !== undefined && id !== null) return { id, properties };
  const { id: inside, ...rest } = properties;
  return { id: inside, properties: Object.hasOwn(schema.properties, 'id') ? properties : rest };
};

/** A row of an import as the bulk engine takes it. */
export const importedMember = (member: ImportMember, rules: ImportRules): BulkMember => {
  const { id: _id, optin_channel, optin_subchannel, created_at, ...rest } = member;
  const source = text(optin_channel);
  const subsource = text(optin_subchannel);
  const since = pastInstant(created_at, rules.now);
  return {
    ...rest,
    ...identified(member, rules),
    ...(source !== undefined && { source }),
    ...(subsource !== undefined && { subsource }),
    ...(since !== undefined && { created_at: since }),
  };
};

/**
 * Identifier by which an update finds its members.
 * @throws LoyaltyError invalid_member_identifier_type for one that does not identify members in this club
 */
export const updateIdentifier = (
  asked: RowIdentifier | null | undefined,
  { identifiers }: Pick<MemberSchema, 'identifiers'>,
): RowIdentifier => {
  const by = asked ?? 'id';
  if (by !== 'id' && !identifiers.includes(by)) throw new LoyaltyError('invalid_member_identifier_type');
  return by;
};

/** What counts for the other operation only: `create` takes no `id`, and nothing of the origin changes in an update. */
const UNUSED = {
  create: { request: ['member_identifier_type', 'multi_values_update_mode'], member: ['id'] },
  update: { request: [], member: ['optin_channel', 'optin_subchannel', 'created_at'] },
} as const;

const sent = (names: readonly string[], from: object): string[] =>
  names.filter((name) => ((from as Record<string, unknown>)[name] ?? null) !== null);

/** Of the origin, what names no channel or no instant of the past. */
const nonsense = (member: ImportMember, now: Date): string[] =>
  sent(['optin_channel', 'optin_subchannel'], member)
    .filter((name) => text(member[name as 'optin_channel']) === undefined)
    .concat(sent(['created_at'], member).filter(() => pastInstant(member.created_at, now) === undefined));

/** Keys of an import that have no effect (contract §4.1): those of the other operation, and nonsense. */
export const unusedKeys = (
  operation: keyof typeof UNUSED,
  body: { readonly members?: readonly unknown[] | null },
  now: Date,
): string[] => {
  const { request, member } = UNUSED[operation];
  const ofMembers = ((body.members ?? []) as readonly ImportMember[]).flatMap((one) => [
    ...sent(member, one),
    ...nonsense(one, now),
  ]);
  return [...new Set([...sent(request, body), ...ofMembers])];
};
