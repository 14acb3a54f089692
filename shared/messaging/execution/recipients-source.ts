import { readMembers } from '#shared/data/members/member-list.ts';
import { nonMemberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { findAddressOwners } from '#shared/data/messaging/owners.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { canonicalAddress } from '#shared/domain/messaging/canonical-address.ts';
import { FIRST_POSITION } from '#shared/domain/messaging/cursors.ts';
import { deliverabilityOf, deliverabilityOfAddress } from '#shared/domain/messaging/deliverability.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import { dispatchKeyOf, type ExecutionContext, newDispatch } from './new-dispatch.ts';
import type { DispatchesOrExclusion, PreparationSource, RecipientDispatches } from './preparation-source.ts';

interface RecipientMembers {
  readonly members: ReadonlyMap<number, Member>;
  /** Ids of members by canonical address, for recipients that the sending names by address. */
  readonly addressOwners: ReadonlyMap<string, number>;
}

const nonMemberAddress = (
  recipient: RecipientPayload,
  { snapshot }: ExecutionContext,
): string | undefined => {
  if (recipient.member_id !== null) return undefined;
  const deliverability = deliverabilityOfAddress(recipient, snapshot.channel.type);
  return 'addresses' in deliverability ? deliverability.addresses[0] : undefined;
};

const findMembers = async (
  db: Db,
  execution: ExecutionContext,
  recipients: readonly RecipientPayload[],
): Promise<RecipientMembers> => {
  const channel = execution.snapshot.channel.type;
  const ids = recipients.flatMap(({ member_id }) => member_id ?? []);
  const addresses = recipients.flatMap((one) => nonMemberAddress(one, execution) ?? []);
  const canonical = addresses.map((address) => canonicalAddress(channel, address));
  const [members, addressOwners] = await Promise.all([
    readMembers(db, execution.club, ids),
    findAddressOwners(db, execution.club, channel, canonical),
  ]);
  return { members: new Map(members.map((member) => [member.id, member])), addressOwners };
};

const dispatchesToMember = (
  execution: ExecutionContext,
  recipient: RecipientPayload,
  recipientPlace: number,
  { members }: RecipientMembers,
): DispatchesOrExclusion => {
  const { channel, marketing } = execution.snapshot;
  const member = members.get(recipient.member_id ?? 0);
  if (!member) return { dispatches: [], exclusion: 'member_not_found' };
  const deliverability = deliverabilityOf(member, { channel: channel.type, marketing, fromAudience: false });
  if ('reason' in deliverability) return { dispatches: [], exclusion: deliverability.reason };
  const dispatches = deliverability.addresses.map((address) =>
    newDispatch(execution, {
      key: dispatchKeyOf(channel.type, member.id, address),
      member: member.id,
      recipientPlace,
    }),
  );
  return { dispatches };
};

/** An address that a member has gets the key of that member's dispatch, so that the audience adds no second one. */
const dispatchesToNonMember = (
  execution: ExecutionContext,
  recipient: RecipientPayload,
  recipientPlace: number,
  { addressOwners }: RecipientMembers,
): DispatchesOrExclusion => {
  const channel = execution.snapshot.channel.type;
  const deliverability = deliverabilityOfAddress(recipient, channel);
  if ('reason' in deliverability) return { dispatches: [], exclusion: deliverability.reason };
  const [address = ''] = deliverability.addresses;
  const canonical = canonicalAddress(channel, address);
  const owner = addressOwners.get(canonical);
  const key =
    owner === undefined ? nonMemberDispatchKey(channel, canonical) : dispatchKeyOf(channel, owner, address);
  return { dispatches: [newDispatch(execution, { key, member: null, recipientPlace })] };
};

/** The recipients that the sending names, in their order; the first of two that are one counts. */
export const recipientsSource =
  (db: Db, execution: ExecutionContext, all: readonly RecipientPayload[]): PreparationSource =>
  async ({ after }, wanted) => {
    const first = Number(after);
    const page = all.slice(first, first + wanted);
    const members = await findMembers(db, execution, page);
    const seen = new Set<string>();
    const groups: RecipientDispatches[] = [];
    for (const [index, recipient] of page.entries()) {
      const place = first + index;
      const isMember = recipient.member_id !== null;
      const dispatchesTo = isMember ? dispatchesToMember : dispatchesToNonMember;
      const found = dispatchesTo(execution, recipient, place, members);
      if (found.dispatches.some((one) => seen.has(one.recipientKey))) continue;
      for (const one of found.dispatches) seen.add(one.recipientKey);
      const position = { ...FIRST_POSITION, after: String(place + 1) };
      groups.push({ ...found, isMember, position });
    }
    const next = first + page.length;
    return { groups, position: next < all.length ? { ...FIRST_POSITION, after: String(next) } : undefined };
  };
