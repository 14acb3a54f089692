import type { Channel } from './channel-status.ts';

/** A dispatch of a sending, by where it is stored. */
export interface SentDispatch {
  readonly type: 'dispatch';
  readonly club: string;
  readonly sending: number;
  readonly lane: number;
  /** Letters, digits and dashes. */
  readonly recipient: string;
}

/** An automatic message to a member. */
export interface SentAutomatic {
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

/** What a mail tells SES, and SES tells back with every report. Letters, digits, `_` and `-`; no personal data. */
export const tagsOf = (sent: SentMessage): Tags =>
  sent.type === 'dispatch'
    ? { club: sent.club, dispatch: `${sent.sending}-${sent.lane}-${sent.recipient}` }
    : { club: sent.club, member: String(sent.member), event: sent.event };

const DISPATCH = /^(\d{1,15})-(\d{1,2})-([A-Za-z0-9-]{1,100})$/;

/** The mail that tags belong to; nothing when they are not ours. */
export const sentByTags = ({ club, dispatch, member, event }: Tags): SentMessage | undefined => {
  if (!club) return undefined;
  const [, sending, lane, recipient] = dispatch?.match(DISPATCH) ?? [];
  if (recipient !== undefined)
    return { type: 'dispatch', club, sending: Number(sending), lane: Number(lane), recipient };
  if (!event || !/^\d{1,15}$/.test(member ?? '')) return undefined;
  return { type: 'automatic', club, member: Number(member), event, channel: 'email' };
};
