import { readMembers } from '#shared/data/members/member-list.ts';
import { devicePlace } from '#shared/data/messaging/dispatch-recipients.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { hasAddress, type Reach, reachOf, reachOfAddress } from '#shared/domain/messaging/deliverability.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipient } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Recipient } from '#shared/domain/messaging/recipient-rules.ts';
import type { Execution } from './draft-dispatch.ts';
import type { To } from './render-dispatch.ts';

/** A dispatch, and whether it may be sent as things are now (fault F63). */
export type Judged = {
  readonly dispatch: Dispatch;
  /** Whose address it is, also where it was named as a stranger's. */
  readonly owner: Member | undefined;
} & ({ readonly to: To } | { readonly reason: string });

const reachNow = (
  dispatch: Dispatch,
  { channel, marketing }: Execution['frozen'],
  owner: Member | undefined,
  recipient: Recipient | undefined,
): Reach => {
  if (dispatch.member_id !== null) {
    const fromAudience = dispatch.recipient_place === null;
    return reachOf(owner, { channel: channel.type, marketing, fromAudience });
  }
  return recipient ? reachOfAddress(recipient, channel.type, owner) : { reason: 'member_not_found' };
};

/** Of the devices that a member has now, the one that was meant; any other address may have changed. */
const addressIn = (
  { type, member_id, recipient }: Dispatch,
  addresses: readonly string[],
): string | undefined =>
  type === 'push' && member_id !== null
    ? addresses.find((token) => devicePlace(member_id, token).recipient === recipient)
    : addresses[0];

/** Members are read anew, strongly: who has opted out or gone since the preparation is not written to. */
export const judge = async (
  db: Db,
  { club, frozen }: Pick<Execution, 'club' | 'frozen'>,
  dispatches: readonly Dispatch[],
  recipients: readonly Recipient[],
): Promise<readonly Judged[]> => {
  const read = await readMembers(
    db,
    club,
    dispatches.flatMap(({ recipient }) => memberOfRecipient(recipient) ?? []),
  );
  const members = new Map(read.map((member) => [member.id, member]));
  return dispatches.map((dispatch): Judged => {
    const owner = members.get(memberOfRecipient(dispatch.recipient) ?? 0);
    const member = dispatch.member_id === null ? undefined : owner;
    const recipient = dispatch.recipient_place === null ? undefined : recipients[dispatch.recipient_place];
    const reach = reachNow(dispatch, frozen, owner, recipient);
    if ('reason' in reach) return { dispatch, owner, reason: reach.reason };
    const address = addressIn(dispatch, reach.addresses);
    if (address === undefined) return { dispatch, owner, reason: 'no_device' };
    const holder = owner && hasAddress(owner, frozen.channel.type, address) ? owner : undefined;
    return { dispatch, owner, to: { member, holder, recipient, address } };
  });
};
