import { activeSecrets, type Subscription } from './subscription.ts';

/** Secrets that a reply shows whole: those that its request has made. */
export interface ShownSecrets {
  readonly secret_token?: string;
  /** The current one. */
  readonly signing_secret?: string;
}

const masked = (last4: string): string => `…${last4}`;

/** A subscription as callers see it (contract §7.1); secrets by their end, unless the request made them (threat T20). */
export const subscriptionView = (subscription: Subscription, now: Date, shown: ShownSecrets = {}) => {
  const [current, ...earlier] = activeSecrets(subscription, now);
  return {
    id: subscription.id,
    url: subscription.url,
    event_schema_version: subscription.event_schema_version,
    is_sent_on_import: subscription.is_sent_on_import,
    is_sent_on_update: subscription.is_sent_on_update,
    is_sent_on_delete: subscription.is_sent_on_delete,
    is_person_id_sent: subscription.is_person_id_sent,
    excluded_sources: subscription.excluded_sources,
    contact: subscription.contact,
    paused: subscription.paused,
    secret_token: shown.secret_token ?? masked(subscription.secret_token.last4),
    signing_secret: shown.signing_secret ?? masked(current?.last4 ?? ''),
    earlier_signing_secrets: earlier.map(({ last4, expires_at }) => ({
      signing_secret: masked(last4),
      expires_at,
    })),
    created_at: subscription.created_at,
    updated_at: subscription.updated_at,
  };
};
