/** What happened to a member, in the words of events (contract §7.1). */
export const CHANGE_TYPES = ['import', 'update', 'delete'] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

export const SCHEMA_VERSIONS = [1, 2] as const;
export type EventSchemaVersion = (typeof SCHEMA_VERSIONS)[number];

/** A secret that is used again and so is stored encrypted; replies show its end. */
export interface KeptSecret {
  readonly sealed: string;
  readonly last4: string;
}

/** Signs deliveries; an earlier one until `expires_at` (ISO 8601 UTC), the current one without an end. */
export interface SigningSecret extends KeptSecret {
  readonly expires_at: string | null;
}

/** What a caller decides of a subscription. */
export interface SubscriptionSettings {
  readonly url: string;
  readonly event_schema_version: EventSchemaVersion;
  readonly is_sent_on_import: boolean;
  readonly is_sent_on_update: boolean;
  readonly is_sent_on_delete: boolean;
  readonly is_person_id_sent: boolean;
  /** Products whose changes cause no event, by type of change. */
  readonly excluded_sources: Readonly<Partial<Record<ChangeType, readonly string[]>>>;
  /** E-mail address of those who look after the receiver. */
  readonly contact: string | null;
  /** Events are kept and not delivered. */
  readonly paused: boolean;
}

/** A receiver of the changes of a club's members. */
export interface Subscription extends SubscriptionSettings {
  readonly id: number;
  /** Slug. */
  readonly club: string;
  /** Of the caller that chose the URL: events show what this product sees (contract §2.20). */
  readonly product: string;
  /** The header `X-Secret-Token`. */
  readonly secret_token: KeptSecret;
  /** The current one first. */
  readonly signing_secrets: readonly SigningSecret[];
  /** ISO 8601 UTC. */
  readonly created_at: string;
  readonly updated_at: string;
}

/** Subscriptions of one club, at most. */
export const MOST_SUBSCRIPTIONS = 20;

/** The secrets that sign now, the current one first. */
export const activeSecrets = (
  { signing_secrets }: Pick<Subscription, 'signing_secrets'>,
  now: Date,
): readonly SigningSecret[] =>
  signing_secrets.filter(({ expires_at }) => expires_at === null || new Date(expires_at) > now);

/** Earlier secrets that may sign beside the current one. */
const MOST_EARLIER = 2;

/** The secrets after a rotation: those of before sign for some hours more. */
export const rotatedSecrets = (
  subscription: Pick<Subscription, 'signing_secrets'>,
  next: KeptSecret,
  { now, overlapHours }: { readonly now: Date; readonly overlapHours: number },
): readonly SigningSecret[] => {
  const end = new Date(now.getTime() + overlapHours * 3_600_000).toISOString();
  const earlier = activeSecrets(subscription, now).map(({ expires_at, ...secret }) => ({
    ...secret,
    expires_at: expires_at !== null && expires_at < end ? expires_at : end,
  }));
  return [{ ...next, expires_at: null }, ...(overlapHours > 0 ? earlier.slice(0, MOST_EARLIER) : [])];
};
