/** What is sent to webhooks (contract §7.2). */

/** Of version 2; `test` is what `webhooks.test` sends, about member 0. */
export interface MemberEvent {
  readonly event: {
    /** The same in each repetition: ignore what you have seen. */
    readonly id: string;
    readonly type: 'import' | 'update' | 'delete' | 'test';
    /** When the change was committed. */
    readonly date: string;
  };
  readonly loyalty_club: { readonly id: number; readonly slug: string };
  /** Of a removed member only the ids. */
  readonly member: {
    readonly id: number;
    readonly person_id?: number | string | null;
    readonly msisdn?: string | null;
    readonly email?: string | null;
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly consents?: Readonly<Record<string, { readonly updated_at: string; readonly value: boolean }>>;
    readonly sms_status?: string;
    readonly email_status?: string;
    readonly push_status?: string;
    readonly optin_channel?: string | null;
    readonly optin_subchannel?: string | null;
    readonly created_at?: string;
    readonly updated_at?: string;
  };
  /** By name: `email`, `sms_status`, `properties.<name>`, `consents.<slug>`; changed, added, removed. */
  readonly member_changes: Readonly<
    Record<string, { readonly change: '~' | '+' | '-'; readonly was: unknown; readonly is: unknown }>
  >;
}

/** Of version 1. */
export interface FirstVersionEvent {
  readonly event_id: string;
  readonly event_type: MemberEvent['event']['type'];
  readonly customer_id: number;
  readonly customer_name: string;
  readonly external_id: number;
  readonly person_id?: number | string | null;
  readonly properties?: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
  readonly consents?: Readonly<Record<string, { readonly value: boolean }>>;
  readonly created_at?: string;
  readonly optin_date?: string;
}

/** The body of one POST; `version` tells which. */
export type WebhookBody =
  | { readonly version: 1; readonly bulk: readonly FirstVersionEvent[] }
  | { readonly version: 2; readonly events: readonly MemberEvent[] };
