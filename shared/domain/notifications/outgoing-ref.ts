import type { Channel } from '#shared/vocabulary.ts';
import { type DispatchRef, dispatchRefFrom, dispatchRefText } from '../messaging/dispatch-ref.ts';

/** A dispatch of a sending. */
export type OutgoingDispatchRef = { readonly type: 'dispatch' } & DispatchRef;

/** An automatic message to a member. */
interface OutgoingNotificationRef {
  readonly type: 'automatic';
  readonly club: string;
  readonly member: number;
  /** What caused it. */
  readonly event: string;
  readonly channel: Exclude<Channel, 'push'>;
}

/** The message that a provider's report is about. */
export type OutgoingRef = OutgoingDispatchRef | OutgoingNotificationRef;

type Tags = Readonly<Record<string, string>>;

/** Tags of a mail, which SES repeats in every report. Letters, digits, `_` and `-`; no personal data. */
export const tagsOf = (ref: OutgoingRef): Tags =>
  ref.type === 'dispatch'
    ? { club: ref.club, dispatch: dispatchRefText(ref) }
    : { club: ref.club, member: String(ref.member), event: ref.event };

/** The mail that tags belong to; nothing when they are not ours. */
export const outgoingRefFromTags = ({ club, dispatch, member, event }: Tags): OutgoingRef | undefined => {
  if (!club) return undefined;
  const ref = dispatch === undefined ? undefined : dispatchRefFrom(club, dispatch);
  if (ref) return { type: 'dispatch', ...ref };
  if (!event || !/^\d{1,16}$/.test(member ?? '')) return undefined;
  return { type: 'automatic', club, member: Number(member), event, channel: 'email' };
};
