/**
 * Words of the API that contracts, rules, documents and settings share. Two error messages repeat the pattern of ids; a
 * test compares them.
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

/** Names that callers give to jobs and imports (contract §3.1, §4.1). */
export const JOB_ID_PATTERN = '^[A-Za-z0-9._:-]{1,64}$';

/** An alphanumeric sender of SMS: 2 to 11 of the letters A to Z, digits and inner spaces (contract §5.2.3). */
export const ALPHANUMERIC_SENDER = /^[A-Za-z0-9][A-Za-z0-9 ]{0,9}[A-Za-z0-9]$/;
