import type { Db } from '../data/db.ts';
import { readMembers } from '../data/member-list.ts';
import type { Member } from '../domain/member.ts';
import type { Dispatch } from '../domain/messaging/dispatch.ts';
import { type Reach, reachOf, reachOfStranger } from '../domain/messaging/eligibility.ts';
import type { Recipient } from '../domain/messaging/recipient-rules.ts';
import type { To } from './compose.ts';
import type { Execution } from './draft-dispatch.ts';

/** A dispatch, and whether it may be sent as things are now (fault F63). */
export type Judged = { readonly dispatch: Dispatch } & ({ readonly to: To } | { readonly reason: string });

const reachNow = (
  dispatch: Dispatch,
  { channel, marketing }: Execution['frozen'],
  member: Member | undefined,
  recipient: Recipient | undefined,
): Reach => {
  if (dispatch.member_id !== null) {
    const fromAudience = dispatch.recipient_place === null;
    return reachOf(member, { channel: channel.type, marketing, fromAudience });
  }
  return recipient ? reachOfStranger(recipient, channel.type) : { reason: 'member_not_found' };
};

/** A device of those that a member has now, the one that was meant; any other address may have changed. */
const addressIn = (dispatch: Dispatch, addresses: readonly string[]): string | undefined =>
  dispatch.type === 'push' ? addresses.find((token) => token === dispatch.app_token) : addresses[0];

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
    dispatches.flatMap(({ member_id }) => member_id ?? []),
  );
  const members = new Map(read.map((member) => [member.id, member]));
  return dispatches.map((dispatch): Judged => {
    const member = dispatch.member_id === null ? undefined : members.get(dispatch.member_id);
    const recipient = dispatch.recipient_place === null ? undefined : recipients[dispatch.recipient_place];
    const reach = reachNow(dispatch, frozen, member, recipient);
    if ('reason' in reach) return { dispatch, reason: reach.reason };
    const address = addressIn(dispatch, reach.addresses);
    return address === undefined
      ? { dispatch, reason: 'no_device' }
      : { dispatch, to: { member, recipient, address } };
  });
};
