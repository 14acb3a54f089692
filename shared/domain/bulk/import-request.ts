import { LoyaltyError } from '#shared/errors.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import type { BulkMember, RowIdentifier } from './bulk-request.ts';
import type { ImportOperation } from './import-bulk.ts';
import { pastInstant } from './past-instant.ts';
import { RESTORED_ATTRIBUTES } from './restored-row.ts';

/** One member of an import, as sent: types are claimed here and validated in the job. */
export interface ImportMember extends Omit<BulkMember, 'source' | 'subsource' | 'created_at'> {
  readonly optin_channel?: unknown;
  readonly optin_subchannel?: unknown;
  readonly created_at?: unknown;
  readonly [attribute: string]: unknown;
}

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

/** What an import keeps of a row beside what only one operation takes. */
const shared = (member: ImportMember) =>
  Object.fromEntries(Object.entries(member).filter(([name]) => !RESTORED_ATTRIBUTES.includes(name)));

/** A row of an import that restores: what it says of its member goes as it is, and is validated in the job. */
export const restoredRow = (member: ImportMember): BulkMember => ({
  ...shared(member),
  properties: member.properties,
  id: member.id,
  restore: Object.fromEntries(
    RESTORED_ATTRIBUTES.filter((name) => name !== 'id').map((name) => [name, member[name]]),
  ),
});

/** A row of an import that creates or updates, as the bulk engine takes it. */
export const importedMember = (member: ImportMember, rules: ImportRules): BulkMember => {
  const { optin_channel, optin_subchannel, created_at } = member;
  const source = text(optin_channel);
  const subsource = text(optin_subchannel);
  const since = pastInstant(created_at, rules.now);
  return {
    ...shared(member),
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

const RESTORES_ONLY = RESTORED_ATTRIBUTES.filter(
  (name) => !['id', 'optin_channel', 'optin_subchannel', 'created_at'].includes(name),
);

/** What counts for other operations only: `create` takes no `id`, and nothing of the origin changes in an update. */
const UNUSED: Readonly<
  Record<ImportOperation, { readonly request: readonly string[]; readonly member: readonly string[] }>
> = {
  create: {
    request: ['member_identifier_type', 'multi_values_update_mode'],
    member: ['id', ...RESTORES_ONLY],
  },
  update: { request: [], member: ['optin_channel', 'optin_subchannel', 'created_at', ...RESTORES_ONLY] },
  restore: { request: ['member_identifier_type', 'multi_values_update_mode'], member: [] },
};

const sent = (names: readonly string[], from: object): string[] =>
  names.filter((name) => ((from as Record<string, unknown>)[name] ?? null) !== null);

/** Of the origin, what names no channel or no instant of the past. */
const nonsense = (member: ImportMember, now: Date): string[] =>
  sent(['optin_channel', 'optin_subchannel'], member)
    .filter((name) => text(member[name as 'optin_channel']) === undefined)
    .concat(sent(['created_at'], member).filter(() => pastInstant(member.created_at, now) === undefined));

/** Keys of an import that have no effect (contract §4.1): those of other operations, and nonsense. */
export const unusedKeys = (
  operation: ImportOperation,
  body: { readonly members?: readonly unknown[] | null },
  now: Date,
): string[] => {
  const { request, member } = UNUSED[operation];
  const ofMembers = ((body.members ?? []) as readonly ImportMember[]).flatMap((one) => [
    ...sent(member, one),
    // What a restore cannot read is an error of its row.
    ...(operation === 'restore' ? [] : nonsense(one, now)),
  ]);
  return [...new Set([...sent(request, body), ...ofMembers])];
};
