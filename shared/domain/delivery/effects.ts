import type { ChannelEvent } from '../members/channel-status.ts';

export type ReportKind =
  /** It has arrived, as far as the provider can know. */
  | 'delivered'
  /** This message will not arrive; another one may. */
  | 'failed'
  /** A permanent bounce: no message will ever arrive at that e-mail address. */
  | 'bounced'
  /** It has arrived, and its reader called it spam. */
  | 'complained'
  /** The holder of the number refuses further messages. */
  | 'opted_out'
  /** The number takes no messages. */
  | 'barred'
  /** The app is not on that device any more. */
  | 'device_gone';

interface Effects {
  /** What becomes of the dispatch. */
  readonly delivery: 'delivered' | 'failed';
  /** What happens to the channel of the member who has the address now (contract §2.0.1). */
  readonly member?: ChannelEvent;
  /** The member loses the device. */
  readonly dropsDevice?: true;
}

/** All that a report does. */
export const EFFECTS: Readonly<Record<ReportKind, Effects>> = {
  delivered: { delivery: 'delivered' },
  failed: { delivery: 'failed' },
  bounced: { delivery: 'failed', member: 'bounced' },
  complained: { delivery: 'delivered', member: 'unsubscribed' },
  opted_out: { delivery: 'failed', member: 'unsubscribed' },
  barred: { delivery: 'failed', member: 'barred' },
  device_gone: { delivery: 'failed', dropsDevice: true },
};
