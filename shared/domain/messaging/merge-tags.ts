import type { Channel } from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import type { Member } from '../members/member.ts';
import { ADDRESS_OF, type RecipientPayload } from './recipient-rules.ts';

/** The person for whom a text is rendered. */
export interface Addressee {
  readonly member: Member | undefined;
  /** Opaque and stable; texts contain it in place of the guessable id. */
  readonly secret_id: string | undefined;
  /** The recipient of the sending; none for a member of the audience. */
  readonly recipient: RecipientPayload | undefined;
  /** Channel and address of this text. */
  readonly channel: Channel;
  readonly address: string;
  readonly unsubscribe_url: string | undefined;
}

type Tags = Readonly<Record<string, unknown>>;

/** Leaves out tags without a value, so that they render as empty. */
const present = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== undefined && value !== null));

const memberTags = (member: Member, { secret_id, recipient, channel, address }: Addressee): Tags => ({
  ...member.properties,
  ...(channel === 'push' && { app_token: address }),
  ...recipient?.properties,
  // No property overrides the identity: links contain it.
  id: member.id,
  ...present({ secret_id }),
});

const nonMemberTags = ({ recipient, channel, address }: Addressee): Tags =>
  present({
    msisdn: recipient?.msisdn,
    email: recipient?.email,
    app_token: recipient?.app_token,
    [ADDRESS_OF[channel]]: address,
  });

/**
 * What the texts of a sending may name (contract §5.2.4, docs/data.md). A recipient's own properties are tags of
 * their own, and override the member's. Values only: no text of theirs is ever read as Liquid (threat T18).
 */
export const mergeTags = (club: Pick<Club, 'name'>, to: Addressee): Tags => ({
  ...to.recipient?.properties,
  ...(to.member ? { member: memberTags(to.member, to) } : nonMemberTags(to)),
  club: { name: club.name },
  ...present({ unsubscribe_url: to.unsubscribe_url }),
});
