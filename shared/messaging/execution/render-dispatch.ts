import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { unsubscribeLinks } from '#shared/domain/confirmations/page-links.ts';
import { TemplateError } from '#shared/domain/liquid/template.ts';
import { pushTarget } from '#shared/domain/members/device.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { type Addressee, mergeTags } from '#shared/domain/messaging/merge-tags.ts';
import type { MessageChannel } from '#shared/domain/messaging/message.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import { renderContent } from '#shared/domain/messaging/rendering.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { ENV } from '#shared/env-names.ts';
import { secretIds, unsubscribeTokens } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { outgoing, type RenderedMessage } from './outgoing.ts';

/** The channel and texts of a sending, as stored when it was prepared. */
interface MessageTexts {
  readonly channel: MessageChannel;
  /** Wrapped, not rendered. */
  readonly texts: Texts;
}

export interface RenderTarget {
  /** As read at the moment of sending. */
  readonly member: Member | undefined;
  /** Who has the address, also where it was named as a stranger's: whose it is to end mails to it. */
  readonly holder: Member | undefined;
  /** Nothing for a member that the audience brought. */
  readonly recipient: RecipientPayload | undefined;
  /** The one that the member's reach, or the stranger's, gave. */
  readonly address: string;
}

export type RenderedDispatch =
  | { readonly content: Texts; readonly message: Outgoing }
  | { readonly reason: 'template_broken' | 'nothing_to_send' | 'no_device' };

const linksFor = async (runtime: Runtime, club: Club, member: Member) => {
  const { email } = identifiersOf(member.properties);
  if (email === undefined) return undefined;
  const token = await runtime.use(unsubscribeTokens).issue({ club: club.slug, member: member.id, email });
  return unsubscribeLinks(club.links, runtime.env(ENV.publicUrl), { token, email });
};

/** The device behind a token: the member's as it is known, anybody else's by the token alone. */
const deviceOf = (club: Club, { member, address }: RenderTarget): RenderedMessage['device'] => {
  const device = member?.devices.find(({ token }) => token === address) ?? { token: address };
  const to = pushTarget(club.channels.push?.platform_applications, device);
  return to && { to, owner: member ? { club: club.slug, member: member.id } : null };
};

/** One dispatch in full: what is kept of it, and what its sender is given. */
export const renderDispatch = async (
  runtime: Runtime,
  club: Club,
  { channel, texts }: MessageTexts,
  to: RenderTarget,
): Promise<RenderedDispatch> => {
  const { member, holder, recipient, address } = to;
  const device = channel.type === 'push' ? deviceOf(club, to) : undefined;
  if (channel.type === 'push' && !device) return { reason: 'no_device' };
  // The link ends mails only, so texts of other channels must not offer it.
  const links = channel.type === 'email' && holder ? await linksFor(runtime, club, holder) : undefined;
  const addressee: Addressee = {
    member,
    recipient,
    address,
    channel: channel.type,
    secret_id: member && (await runtime.use(secretIds).of(club.slug, member.id)),
    unsubscribe_url: links?.unsubscribe_url,
  };
  try {
    const clock = { now: runtime.now(), timezone: club.timezone };
    const content = renderContent(channel.type, texts, mergeTags(club, addressee), clock);
    const message = outgoing(channel, { content, address, oneClick: links?.oneClick, device });
    return message ? { content, message } : { reason: 'nothing_to_send' };
  } catch (error) {
    if (error instanceof TemplateError) return { reason: 'template_broken' };
    throw error;
  }
};
