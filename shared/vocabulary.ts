/**
 * Words of the API that several tables and files need: each table has one row per word, so that the compiler names the
 * tables to which a new word adds a row. Words that one table lists, such as the operators of conditions, stay there.
 * Two error messages repeat the pattern of ids; a test compares them.
 */

export const CHANNELS = ['sms', 'email', 'push'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Statuses of a member's channel (contract §2.0.1). */
export const CHANNEL_STATUSES = [
  'enabled',
  'disabled',
  'verified',
  'unsubscribed',
  'hard_bounced',
  'barred',
] as const;
export type ChannelStatus = (typeof CHANNEL_STATUSES)[number];

/** Platforms of the apps that take push messages (contract §6.1). */
export const DEVICE_PLATFORMS = ['android', 'ios'] as const;
export type DevicePlatform = (typeof DEVICE_PLATFORMS)[number];

/** Services of messages (contract §5.2.2). */
export const SERVICES = [
  'campaigns',
  'tenants',
  'campaigns_testing',
  'tenants_testing',
  'tem_documents',
  'tem_documents_reminders',
  'generic',
] as const;
export type Service = (typeof SERVICES)[number];

/** Types of templates (contract §5.2.4). */
export const TEMPLATE_TYPES = ['plain', 'email', 'bee_email', 'push', 'generic'] as const;
export type TemplateType = (typeof TEMPLATE_TYPES)[number];

/** Statuses of a sending (contract §5.2.6). */
export const SENDING_STATUSES = [
  'draft',
  'scheduled',
  'preparing',
  'prepared',
  'transmitting',
  'transmitted',
  'skipped',
  'cancelled',
  'failed',
] as const;
export type SendingStatus = (typeof SENDING_STATUSES)[number];

/** The status of all sendings of a message together (contract §5.2.1). */
export const SENDINGS_STATUSES = ['draft', 'scheduled', 'finished'] as const;
export type SendingsStatus = (typeof SENDINGS_STATUSES)[number];

/** Statuses of a dispatch (contract §5.2.7). */
export const TRANSMISSION_STATUSES = ['scheduled', 'transmitted', 'failed'] as const;
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

/** What a condition of an audience asks about, and how it reads both sides (contract §5.5). */
export const CONDITION_GROUPS = ['member_properties', 'consents', 'member'] as const;
export type ConditionGroup = (typeof CONDITION_GROUPS)[number];
export const CONDITION_TYPES = ['string', 'number', 'boolean', 'date', 'array'] as const;
export type ConditionType = (typeof CONDITION_TYPES)[number];

/** Types of senders of SMS (contract §5.2.3). */
export const SENDER_TYPES = ['alphanumeric', 'international'] as const;
export type SenderType = (typeof SENDER_TYPES)[number];

/** A club's slug, a DNS label: it is a path segment and part of every key. */
export const CLUB_SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Names that callers give to jobs and imports (contract §3.1, §4.1); `.` and `..` are removed from paths (RFC 3986 §5.2.4). */
export const JOB_ID_PATTERN = '^(?!\\.{1,2}$)[A-Za-z0-9._:-]{1,64}$';

/**
 * An alphanumeric sender of SMS: letters A to Z, digits and inner spaces, with a letter among them; 2 to 11 characters
 * (contract §5.2.3). Without a look-ahead, which RE2 and so clients in Go do not have.
 */
export const ALPHANUMERIC_SENDER = /^(?:[A-Za-z]|[0-9][0-9 ]*[A-Za-z])(?:[A-Za-z0-9 ]*[A-Za-z0-9])?$/;
export const SENDER_LENGTH = { min: 2, max: 11 } as const;

/** Why a sending does not reach a recipient (contract §5.2.8); `ok` and the `_unverified` codes are never needed. */
export const UNDELIVERABLE_REASONS = [
  'member_not_found',
  'channel_disabled',
  'msisdn_missing',
  'msisdn_barred',
  'email_missing',
  'email_not_ascii',
  'email_unsubscribed',
  'email_hard_bounced',
  'no_device',
  'no_consent',
  'consent_not_defined',
] as const;
export type UndeliverableReason = (typeof UNDELIVERABLE_REASONS)[number];
