import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { pushTarget } from '#shared/domain/members/device.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type Addressee, mergeTags } from '#shared/domain/messaging/merge-tags.ts';
import type { MessageChannel } from '#shared/domain/messaging/message.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import { renderContent } from '#shared/domain/messaging/rendering.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { type Envelope, makeOutgoing } from '#shared/outgoing/make-outgoing.ts';
import { type RenderFailure, tryRender } from '#shared/outgoing/try-render.ts';
import { issueUnsubscribeLinks } from '#shared/outgoing/unsubscribe-links.ts';
import { secretIds } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';

/** The channel as the snapshot of a sending has it, and the texts of its template, which never changes. */
interface MessageTexts {
  readonly channel: MessageChannel;
  /** Wrapped, not rendered. */
  readonly texts: Texts;
}

export interface RenderTarget {
  /** As read at the moment of sending. */
  readonly member: Member | undefined;
  /** The member who has the address and can unsubscribe it, also where the sending names the address only. */
  readonly subscriber: Member | undefined;
  /** None for a member of the audience. */
  readonly recipient: RecipientPayload | undefined;
  readonly address: string;
}

export type RenderedDispatch =
  | { readonly content: Texts; readonly message: Outgoing }
  | (RenderFailure | { readonly reason: 'no_device' });

/** Nothing when the club reaches no such device: the member's as it is known, another one by its token alone. */
const pushEnvelope = (club: Club, { member, address }: RenderTarget): Envelope | undefined => {
  const device = member?.devices.find(({ token }) => token === address) ?? { token: address };
  const to = pushTarget(club.channels.push?.platform_applications, device);
  return to && { channel: 'push', to, deviceOwner: member ? { club: club.slug, member: member.id } : null };
};

const envelopeOf = (
  club: Club,
  channel: MessageChannel,
  to: RenderTarget,
  oneClick: string | undefined,
): Envelope | undefined => {
  switch (channel.type) {
    case 'sms':
      return { channel: 'sms', sender: channel.sender, to: to.address };
    case 'email':
      return { channel: 'email', from: channel, to: to.address, oneClick };
    case 'push':
      return pushEnvelope(club, to);
  }
};

/** A mail has a subject: without one of its own, the name of its sender. */
const withSubject = (channel: MessageChannel, content: Texts): Texts =>
  channel.type === 'email' && !content.subject ? { ...content, subject: channel.from_name } : content;

/** One dispatch in full: the content that is stored of it, and the message for the provider. */
export const renderDispatch = async (
  runtime: Runtime,
  club: Club,
  { channel, texts }: MessageTexts,
  to: RenderTarget,
): Promise<RenderedDispatch> => {
  const { member, subscriber, recipient, address } = to;
  // The link is for mails only, so texts of other channels get none.
  const links =
    channel.type === 'email' && subscriber
      ? await issueUnsubscribeLinks(runtime, club, subscriber)
      : undefined;
  const envelope = envelopeOf(club, channel, to, links?.oneClick);
  if (!envelope) return { reason: 'no_device' };
  const addressee: Addressee = {
    member,
    recipient,
    address,
    channel: channel.type,
    secret_id: member && (await runtime.use(secretIds).of(club.slug, member.id)),
    unsubscribe_url: links?.unsubscribe_url,
  };
  const clock = { now: runtime.now(), timezone: club.timezone };
  return tryRender(() => {
    const content = renderContent(channel.type, texts, mergeTags(club, addressee), clock);
    if (!content.body?.trim()) return undefined;
    return { content, message: makeOutgoing(envelope, withSubject(channel, content)) };
  });
};
