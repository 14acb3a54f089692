import type { Channel } from '#shared/vocabulary.ts';
import { type DispatchRef, dispatchRefFrom, dispatchRefText } from '../messaging/dispatch-ref.ts';

/** A dispatch of a sending. */
export type SentDispatch = { readonly type: 'dispatch' } & DispatchRef;

/** An automatic message to a member. */
interface SentAutomatic {
  readonly type: 'automatic';
  readonly club: string;
  readonly member: number;
  /** What caused it. */
  readonly event: string;
  readonly channel: Exclude<Channel, 'push'>;
}

/** What a provider's report can be about. */
export type SentMessage = SentDispatch | SentAutomatic;

type Tags = Readonly<Record<string, string>>;

/** Tags of a mail, which SES repeats in every report. Letters, digits, `_` and `-`; no personal data. */
export const tagsOf = (sent: SentMessage): Tags =>
  sent.type === 'dispatch'
    ? { club: sent.club, dispatch: dispatchRefText(sent) }
    : { club: sent.club, member: String(sent.member), event: sent.event };

/** The mail that tags belong to; nothing when they are not ours. */
export const sentByTags = ({ club, dispatch, member, event }: Tags): SentMessage | undefined => {
  if (!club) return undefined;
  const ref = dispatch === undefined ? undefined : dispatchRefFrom(club, dispatch);
  if (ref) return { type: 'dispatch', ...ref };
  if (!event || !/^\d{1,15}$/.test(member ?? '')) return undefined;
  return { type: 'automatic', club, member: Number(member), event, channel: 'email' };
};
