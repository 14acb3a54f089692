import { readMembers } from '#shared/data/members/member-list.ts';
import { nonMemberRecipient } from '#shared/data/messaging/dispatch-recipients.ts';
import { findOwners } from '#shared/data/messaging/owners.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { canonicalAddress } from '#shared/domain/messaging/canonical-address.ts';
import { deliverabilityOf, deliverabilityOfAddress } from '#shared/domain/messaging/deliverability.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import { draftDispatch, type Execution, recipientPartOf } from './draft-dispatch.ts';
import type { DraftRecipient, PreparationSource, RecipientDispatches } from './preparation-source.ts';

interface Known {
  readonly members: ReadonlyMap<number, Member>;
  /** Ids of members by their canonical addresses, for recipients who were named by address. */
  readonly owners: ReadonlyMap<string, number>;
}

const nonMemberAddress = (recipient: RecipientPayload, { snapshot }: Execution): string | undefined => {
  if (recipient.member_id !== null) return undefined;
  const reach = deliverabilityOfAddress(recipient, snapshot.channel.type);
  return 'addresses' in reach ? reach.addresses[0] : undefined;
};

const findMembers = async (
  db: Db,
  execution: Execution,
  recipients: readonly RecipientPayload[],
): Promise<Known> => {
  const channel = execution.snapshot.channel.type;
  const ids = recipients.flatMap(({ member_id }) => member_id ?? []);
  const addresses = recipients.flatMap((one) => nonMemberAddress(one, execution) ?? []);
  const canonical = addresses.map((address) => canonicalAddress(channel, address));
  const [members, owners] = await Promise.all([
    readMembers(db, execution.club, ids),
    findOwners(db, execution.club, channel, canonical),
  ]);
  return { members: new Map(members.map((member) => [member.id, member])), owners };
};

const toMember = (
  execution: Execution,
  recipient: RecipientPayload,
  recipientPlace: number,
  { members }: Known,
): DraftRecipient => {
  const { channel, marketing } = execution.snapshot;
  const member = members.get(recipient.member_id ?? 0);
  if (!member) return { dispatches: [], exclusion: 'member_not_found' };
  const reach = deliverabilityOf(member, { channel: channel.type, marketing, fromAudience: false });
  if ('reason' in reach) return { dispatches: [], exclusion: reach.reason };
  const dispatches = reach.addresses.map((address) =>
    draftDispatch(execution, {
      place: recipientPartOf(channel.type, member.id, address),
      member: member.id,
      recipientPlace,
    }),
  );
  return { dispatches };
};

/** An address that a member holds takes that member's place, so that the audience does not bring it again. */
const toNonMember = (
  execution: Execution,
  recipient: RecipientPayload,
  recipientPlace: number,
  { owners }: Known,
): DraftRecipient => {
  const channel = execution.snapshot.channel.type;
  const reach = deliverabilityOfAddress(recipient, channel);
  if ('reason' in reach) return { dispatches: [], exclusion: reach.reason };
  const [address = ''] = reach.addresses;
  const canonical = canonicalAddress(channel, address);
  const owner = owners.get(canonical);
  const place =
    owner === undefined ? nonMemberRecipient(channel, canonical) : recipientPartOf(channel, owner, address);
  return { dispatches: [draftDispatch(execution, { place, member: null, recipientPlace })] };
};

/** Those that the sending names, in their order; who is named twice is written to once, as named first. */
export const recipientsSource =
  (db: Db, execution: Execution, all: readonly RecipientPayload[]): PreparationSource =>
  async ({ after }, wanted) => {
    const first = Number(after);
    const partition = all.slice(first, first + wanted);
    const known = await findMembers(db, execution, partition);
    const taken = new Set<string>();
    const groups: RecipientDispatches[] = [];
    for (const [index, recipient] of partition.entries()) {
      const place = first + index;
      const make = recipient.member_id === null ? toNonMember : toMember;
      const drafted = make(execution, recipient, place, known);
      if (drafted.dispatches.some((one) => taken.has(one.recipient))) continue;
      for (const one of drafted.dispatches) taken.add(one.recipient);
      const position = { source: 0, after: String(place + 1) };
      groups.push({ ...drafted, isMember: recipient.member_id !== null, position });
    }
    const next = first + partition.length;
    return { groups, position: next < all.length ? { source: 0, after: String(next) } : undefined };
  };
