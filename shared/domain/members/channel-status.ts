/** Statuses of a member's channels and what moves them (contract §2.0.1). */

import type { Channel, ChannelStatus } from '#shared/vocabulary.ts';

export type ChannelEvent =
  | 'switched_on'
  | 'switched_off'
  | 'verified'
  | 'unsubscribed'
  | 'address_changed'
  | 'bounced'
  | 'barred';

const OFF = {
  enabled: 'disabled',
  verified: 'disabled',
  disabled: 'disabled',
  unsubscribed: 'disabled',
  hard_bounced: 'disabled',
  barred: 'disabled',
} as const;

const GONE = {
  enabled: 'unsubscribed',
  verified: 'unsubscribed',
  disabled: 'unsubscribed',
  unsubscribed: 'unsubscribed',
  hard_bounced: 'unsubscribed',
  barred: 'unsubscribed',
} as const;

/** Only listed moves happen; every other status stays. An opt-out is never undone by a verification. */
const TRANSITIONS: Readonly<Record<ChannelEvent, Readonly<Partial<Record<ChannelStatus, ChannelStatus>>>>> = {
  switched_on: { disabled: 'enabled', unsubscribed: 'enabled' },
  switched_off: OFF,
  verified: { enabled: 'verified', hard_bounced: 'verified' },
  unsubscribed: GONE,
  // Providers report the state of the address, not the choice of its owner.
  bounced: { enabled: 'hard_bounced', verified: 'hard_bounced' },
  barred: { enabled: 'barred', verified: 'barred' },
  address_changed: { verified: 'enabled', hard_bounced: 'enabled', barred: 'enabled' },
};

export const nextStatus = (status: ChannelStatus, event: ChannelEvent): ChannelStatus =>
  TRANSITIONS[event][status] ?? status;

export type ChannelFlags = Readonly<Partial<Record<`${Channel}_enabled`, boolean | null>>>;
export type ChannelStatuses = Readonly<Record<Channel, ChannelStatus>>;

/** Statuses of a new member: on unless switched off. */
export const initialStatuses = (flags: ChannelFlags): ChannelStatuses => {
  const status = (channel: Channel): ChannelStatus =>
    flags[`${channel}_enabled`] === false ? 'disabled' : 'enabled';
  return { sms: status('sms'), email: status('email'), push: status('push') };
};

/** Flags without those that switch a channel on: who left may have, and only a request of its own undoes that. */
export const withoutOptIns = (flags: ChannelFlags): ChannelFlags => {
  const off = (channel: Channel) => (flags[`${channel}_enabled`] === false ? false : null);
  return { sms_enabled: off('sms'), email_enabled: off('email'), push_enabled: off('push') };
};

/** Statuses after an update; an absent or null flag changes nothing. */
export const applyFlags = (statuses: ChannelStatuses, flags: ChannelFlags): ChannelStatuses => {
  const status = (channel: Channel): ChannelStatus => {
    const flag = flags[`${channel}_enabled`] ?? undefined;
    if (flag === undefined) return statuses[channel];
    return nextStatus(statuses[channel], flag ? 'switched_on' : 'switched_off');
  };
  return { sms: status('sms'), email: status('email'), push: status('push') };
};
