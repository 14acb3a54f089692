import { readMembers } from '#shared/data/members/member-list.ts';
import { strangerPlace } from '#shared/data/messaging/dispatch-recipients.ts';
import { findOwners } from '#shared/data/messaging/owners.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { canonicalAddress } from '#shared/domain/messaging/canonical-address.ts';
import { reachOf, reachOfAddress } from '#shared/domain/messaging/deliverability.ts';
import type { Recipient } from '#shared/domain/messaging/recipient-rules.ts';
import { draftDispatch, type Execution, placeOf } from './draft-dispatch.ts';
import type { DraftDispatch, FillSource, Group } from './preparation-source.ts';

interface Known {
  readonly members: ReadonlyMap<number, Member>;
  /** Ids of members by the canonical addresses of strangers that are theirs. */
  readonly owners: ReadonlyMap<string, number>;
}

const strangersAddress = (recipient: Recipient, { frozen }: Execution): string | undefined => {
  if (recipient.member_id !== null) return undefined;
  const reach = reachOfAddress(recipient, frozen.channel.type);
  return 'addresses' in reach ? reach.addresses[0] : undefined;
};

const lookUp = async (db: Db, execution: Execution, recipients: readonly Recipient[]): Promise<Known> => {
  const channel = execution.frozen.channel.type;
  const ids = recipients.flatMap(({ member_id }) => member_id ?? []);
  const addresses = recipients.flatMap((one) => strangersAddress(one, execution) ?? []);
  const canonical = addresses.map((address) => canonicalAddress(channel, address));
  const [members, owners] = await Promise.all([
    readMembers(db, execution.club, ids),
    findOwners(db, execution.club, channel, canonical),
  ]);
  return { members: new Map(members.map((member) => [member.id, member])), owners };
};

const toMember = (
  execution: Execution,
  recipient: Recipient,
  recipientPlace: number,
  { members }: Known,
): DraftDispatch[] => {
  const { channel, marketing } = execution.frozen;
  const member = members.get(recipient.member_id ?? 0);
  const reach = reachOf(member, { channel: channel.type, marketing, fromAudience: false });
  if (!member || 'reason' in reach) return [];
  return reach.addresses.map((address) =>
    draftDispatch(execution, {
      place: placeOf(channel.type, member.id, address),
      member: member.id,
      recipientPlace,
    }),
  );
};

/** An address that a member holds takes that member's place, so that the audience does not bring it again. */
const toStranger = (
  execution: Execution,
  recipient: Recipient,
  recipientPlace: number,
  { owners }: Known,
): DraftDispatch[] => {
  const channel = execution.frozen.channel.type;
  const address = strangersAddress(recipient, execution);
  if (address === undefined) return [];
  const canonical = canonicalAddress(channel, address);
  const owner = owners.get(canonical);
  const place = owner === undefined ? strangerPlace(channel, canonical) : placeOf(channel, owner, address);
  return [draftDispatch(execution, { place, member: null, recipientPlace })];
};

/** Those that the sending names, in their order; who is named twice is written to once, as named first. */
export const recipientsSource =
  (db: Db, execution: Execution, all: readonly Recipient[]): FillSource =>
  async ({ after }, wanted) => {
    const first = Number(after);
    const slice = all.slice(first, first + wanted);
    const known = await lookUp(db, execution, slice);
    const taken = new Set<string>();
    const groups: Group[] = [];
    for (const [index, recipient] of slice.entries()) {
      const place = first + index;
      const make = recipient.member_id === null ? toStranger : toMember;
      const dispatches = make(execution, recipient, place, known);
      if (dispatches.length === 0 || dispatches.some((one) => taken.has(one.recipient))) continue;
      for (const one of dispatches) taken.add(one.recipient);
      const position = { source: 0, after: String(place + 1) };
      groups.push({ dispatches, isMember: recipient.member_id !== null, position });
    }
    const next = first + slice.length;
    return { groups, position: next < all.length ? { source: 0, after: String(next) } : undefined };
  };
