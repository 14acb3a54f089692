/** The shape version that a release writes, and those that it can read. */
interface KindVersions {
  readonly writes: number;
  readonly reads: readonly number[];
}

const FIRST = { writes: 1, reads: [1] } as const;
/** The cursor of a preparation is of version 2 while it has a plan. */
const FIRST_AND_PLANS = { writes: 1, reads: [1, 2] } as const;
const SECOND = { writes: 2, reads: [1, 2] } as const;

/**
 * Every kind of item: its attribute `kind`, and the versions of its shape, its attribute `v`. docs/data.md says what
 * each holds. A release that writes a new version follows one that reads it: then a rollback still reads every item.
 */
export const ITEM_KINDS = {
  act: FIRST,
  'address-undos': FIRST,
  audience: FIRST,
  'bulk-chunk': SECOND,
  'bulk-deadline': FIRST,
  'bulk-errors': SECOND,
  'bulk-job': SECOND,
  'bulk-ledger': FIRST,
  'bulk-request': FIRST,
  claim: FIRST,
  client: SECOND,
  'client-register': FIRST,
  club: FIRST,
  'club-register': SECOND,
  'consent-proof': FIRST,
  'device-claim': FIRST,
  dispatch: FIRST,
  'dispatch-content': FIRST,
  failures: FIRST,
  'hash-costs': FIRST,
  'idempotency-key': FIRST,
  'import-bulk': SECOND,
  'import-number': FIRST,
  'log-ins': FIRST,
  member: FIRST,
  'member-block': FIRST,
  'member-change': FIRST,
  'member-message': FIRST,
  message: FIRST,
  'message-sending': FIRST,
  'open-recipients': FIRST,
  recipients: FIRST,
  schema: FIRST,
  sending: FIRST,
  'sending-dispatch': FIRST,
  'sending-fill': FIRST_AND_PLANS,
  'sending-lane': FIRST,
  sent: FIRST,
  session: FIRST,
  'shadow-circuit': FIRST,
  template: FIRST,
  throttle: FIRST,
  token: FIRST,
  tombstone: FIRST,
  'webhook-delivery': FIRST,
  'webhook-event': FIRST,
  'webhook-health': FIRST,
  'webhook-partition': FIRST,
  'webhook-queued': FIRST,
  'webhook-subscriptions': FIRST,
} as const satisfies Readonly<Record<string, KindVersions>>;

export type ItemKind = keyof typeof ITEM_KINDS;
