import type { Mail, Sms } from '#shared/delivery/send-outcome.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import {
  type MessageKind,
  NOTIFICATION_RULES,
  textFor,
} from '#shared/domain/notifications/automatic-message.ts';
import { compose } from '#shared/notifications/compose.ts';
import { sampleProperties } from './sample-member.ts';

/** A message as its sample recipient gets it. */
export type MessagePreview = {
  readonly kind: MessageKind;
  readonly product: string;
  readonly language: string;
} & (
  | { readonly channel: 'email'; readonly message: Mail }
  | { readonly channel: 'sms'; readonly message: Sms }
);

const KINDS = Object.keys(NOTIFICATION_RULES) as MessageKind[];
const PUBLIC_URL = 'https://members.example.com';
const TOKEN = '0123456789abcdef'.repeat(4);

/** Of links that a preview shows; none of them works. */
const links = (club: Club) => {
  const unsubscribe = `${PUBLIC_URL}/unsubscribe/${club.slug}.sample`;
  return { publicUrl: PUBLIC_URL, oneTime: TOKEN, oneClick: unsubscribe, unsubscribe_url: unsubscribe };
};

const previewOf = (
  club: Club,
  kind: MessageKind,
  { product, language, now }: { product: string; language: string; now: Date },
): readonly MessagePreview[] => {
  const { channel } = NOTIFICATION_RULES[kind];
  const to = {
    member: 42,
    properties: sampleProperties(club, language),
    product,
    changed: [channel === 'sms' ? ('msisdn' as const) : ('email' as const)],
  };
  const outgoing = compose(club, kind, to, links(club), now);
  if (!outgoing || outgoing.channel === 'push') return [];
  return [{ kind, product, language, ...outgoing }];
};

/**
 * Every automatic message that a club sends, by product with a text of its own and by language.
 * @throws TemplateError for a text that cannot be rendered
 */
export const previewMessages = (club: Club, now: Date): readonly MessagePreview[] =>
  KINDS.filter((kind) => club.channels[NOTIFICATION_RULES[kind].channel]).flatMap((kind) => {
    const products = new Set(['default', ...Object.keys(club.messages[kind] ?? {})]);
    return [...products]
      .filter((product) => textFor(club, kind, product))
      .flatMap((product) =>
        club.member_schema.languages.flatMap((language) => previewOf(club, kind, { product, language, now })),
      );
  });
