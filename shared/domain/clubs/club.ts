import type { ClubColors } from '#shared/palette.ts';
import type { Channel, SenderType } from '#shared/vocabulary.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import type { MovingIn } from './moving-in.ts';

/** A product is a calling system (contract §1.1 `X-Product-Name`); its name becomes a member's opt-in channel. */
export interface Product {
  /**
   * Properties this product shows and may write, in order (contract §2.20); absent or empty = all. Published under
   * `products` of the club schema.
   */
  readonly properties?: readonly string[];
  /** Switches of this product; absent = the club's own switch decides. */
  readonly sends_welcome_sms?: boolean;
  readonly sends_welcome_email?: boolean;
  readonly sends_opt_out_sms?: boolean;
  readonly sends_opt_out_email?: boolean;
}

export interface SmsChannel {
  readonly sender_type: SenderType;
  readonly sender_value: string;
}

interface EmailChannel {
  readonly from_name: string;
  readonly from_email: string;
}

export interface PushChannel {
  readonly android_app_id?: string;
  readonly ios_app_id?: string;
  /** ARNs of the platform applications at SNS that reach the apps; may be one and the same. */
  readonly platform_applications?: { readonly android?: string; readonly ios?: string };
}

interface ChannelSettings {
  readonly sms: SmsChannel;
  readonly email: EmailChannel;
  readonly push: PushChannel;
}

/** Liquid text per language. */
export type Localized = Readonly<Record<string, string>>;

export interface SmsText {
  readonly body: Localized;
}

export interface EmailText {
  readonly subject: Localized;
  readonly body: Localized;
}

/** Automatic messages of a club, by product name; `default` serves every product without its own. */
export interface ClubMessages {
  readonly welcome_sms?: Readonly<Record<string, SmsText>>;
  readonly welcome_email?: Readonly<Record<string, EmailText>>;
  readonly opt_out_sms?: Readonly<Record<string, SmsText>>;
  readonly opt_out_email?: Readonly<Record<string, EmailText>>;
  /** Sent to the earlier number or address when a member changes it; built-in texts without them. */
  readonly address_changed_sms?: Readonly<Record<string, SmsText>>;
  readonly address_changed_email?: Readonly<Record<string, EmailText>>;
  /** Sent when an address changes; built-in text without it. */
  readonly verification_email?: Readonly<Record<string, EmailText>>;
  /** Built-in text without it. */
  readonly password_reset_email?: Readonly<Record<string, EmailText>>;
}

/**
 * Addresses of a club's own pages, instead of the pages of this API. `{token}` and `{email}` are placeholders of
 * the percent-encoded values; the page then calls the API with them.
 */
export interface ClubLinks {
  readonly unsubscribe?: string;
  readonly verify_email?: string;
  readonly reset_password?: string;
}

/** The look of a club's pages and built-in mails. */
interface Branding {
  /** https; shown on white. */
  readonly logo_url?: string;
  /** https; where logo and name lead. */
  readonly home_url?: string;
  /** Made readable where they are not (`shared/palette.ts`). */
  readonly colors?: ClubColors;
}

/** A loyalty club as stored: the settings an operator writes in `club.json`, plus what the system adds. */
export interface Club {
  readonly id: number;
  readonly slug: string;
  /** The customer that owns the club; client tokens may be limited to customers (contract §1.4). */
  readonly customer_id?: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2: where phone numbers without a country code belong (contract §1.6); absent = nowhere. */
  readonly country?: string;
  /** IANA time zone; member times are rendered in it (contract §1.5). */
  readonly timezone: string;
  /** Shortest password in characters; contract §1.9.2. */
  readonly password_min_length: number;
  /** Members move in from another system: what only a move may do is refused without it; absent = false. */
  readonly moving_in?: MovingIn;
  /** Days for which changes of members are kept; 0 = they are not recorded; absent = 400. */
  readonly changes_kept_days?: number;
  /** Years for which answers to consents can be proven after their member was erased; absent = 0, not at all. */
  readonly consent_proofs_kept_years?: number;
  readonly member_schema: MemberSchema;
  /** Properties by which members may be listed (contract §6.1); absent = none. */
  readonly filterable_properties?: readonly string[];
  /** Counts saved schemas; bulk jobs pin the one they were accepted under. */
  readonly schema_version: number;
  readonly products: Readonly<Record<string, Product>>;
  readonly channels: { readonly [Type in Channel]?: ChannelSettings[Type] };
  readonly messages: ClubMessages;
  readonly links?: ClubLinks;
  readonly branding?: Branding;
  /** What members read of a consent, by slug and language; those without a name are not on the page of choices. */
  readonly consent_names?: Readonly<Record<string, Localized>>;
  /** Optimistic version of the whole record. */
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}
