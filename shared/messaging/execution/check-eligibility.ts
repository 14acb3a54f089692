import { readMembers } from '#shared/data/members/member-list.ts';
import { deviceDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import {
  type Deliverability,
  deliverabilityOf,
  deliverabilityOfAddress,
  hasAddress,
} from '#shared/domain/messaging/deliverability.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { ExecutionContext } from './new-dispatch.ts';
import type { RenderTarget } from './render-dispatch.ts';

/** A dispatch, and whether it may be sent now (fault F63). */
export type Eligibility = {
  readonly dispatch: Dispatch;
  /** The member who had the address when the sending was prepared, also where the sending names the address only. */
  readonly addressOwner: Member | undefined;
} & ({ readonly target: RenderTarget } | { readonly reason: string });

const currentDeliverability = (
  dispatch: Dispatch,
  { channel, marketing }: ExecutionContext['snapshot'],
  addressOwner: Member | undefined,
  recipient: RecipientPayload | undefined,
): Deliverability => {
  if (dispatch.member_id !== null) {
    const fromAudience = dispatch.recipient_place === null;
    return deliverabilityOf(addressOwner, { channel: channel.type, marketing, fromAudience });
  }
  return recipient
    ? deliverabilityOfAddress(recipient, channel.type, addressOwner)
    : { reason: 'member_not_found' };
};

/** The address to use: of a member's devices the one of the dispatch, otherwise the member's current address. */
const currentAddress = (
  { type, member_id, recipientKey }: Dispatch,
  addresses: readonly string[],
): string | undefined =>
  type === 'push' && member_id !== null
    ? addresses.find((token) => deviceDispatchKey(member_id, token).recipientKey === recipientKey)
    : addresses[0];

/** Reads the members again, strongly: a member who has opted out or was removed since the preparation gets nothing. */
export const checkEligibility = async (
  db: Db,
  { club, snapshot }: Pick<ExecutionContext, 'club' | 'snapshot'>,
  dispatches: readonly Dispatch[],
  recipients: readonly RecipientPayload[],
): Promise<readonly Eligibility[]> => {
  const read = await readMembers(
    db,
    club,
    dispatches.flatMap(({ recipientKey }) => memberOfRecipientKey(recipientKey) ?? []),
  );
  const members = new Map(read.map((member) => [member.id, member]));
  return dispatches.map((dispatch): Eligibility => {
    const addressOwner = members.get(memberOfRecipientKey(dispatch.recipientKey) ?? 0);
    const member = dispatch.member_id === null ? undefined : addressOwner;
    const recipient = dispatch.recipient_place === null ? undefined : recipients[dispatch.recipient_place];
    const deliverability = currentDeliverability(dispatch, snapshot, addressOwner, recipient);
    if ('reason' in deliverability) return { dispatch, addressOwner, reason: deliverability.reason };
    const address = currentAddress(dispatch, deliverability.addresses);
    if (address === undefined) return { dispatch, addressOwner, reason: 'no_device' };
    const subscriber =
      addressOwner && hasAddress(addressOwner, snapshot.channel.type, address) ? addressOwner : undefined;
    return { dispatch, addressOwner, target: { member, subscriber, recipient, address } };
  });
};
