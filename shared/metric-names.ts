/**
 * What the functions count, and what a step of it means. Alarms, the dashboard and docs/operations.md name these.
 * No dimension names a club or a person: a metric is kept for 15 months, and each value of a dimension is paid for.
 */
export const METRICS = {
  LogInsFailed: 'A log-in was refused: wrong, unknown or banned',
  LogInsLocked: 'A log-in was refused without a comparison, after too many failures',
  LogInsOverCeiling:
    'A log-in was refused after too many failures through its client token, which did not know the member',
  ShadowLogInsVerified: 'The old system verified the password of a member, and it was stored',
  ShadowLogInsRefused: 'The old system refused the password of a member',
  ShadowLogInsFailed: 'The old system gave no usable answer, or refuses the requests of this system',
  ShadowLogInsSkipped: 'The old system was not asked: the rate was used up, or it has failed lately',
  RefreshTokensReused: 'A used refresh token came again, and its session was ended',
  DeliveriesSent: 'A provider took a message',
  DeliveriesFailed: 'A message will never be sent',
  DeliveriesUnknown: 'It is unknown whether a message was sent',
  ChunksFailed: 'A chunk of a bulk failed for good',
  BulksReaped: 'A bulk was ended because it had not finished within a day',
  ClaimsBroken: 'An identifier has a claim without a holder, or holders without the claim',
  ClubsLeftMovingIn: 'A club is moving in, and its file has not changed for two weeks',
  SendingsFailed: 'A sending was ended because it was not finished in time',
  WebhookBreakersOpened: 'The receiver of a webhook failed ten times in a row, and is only probed',
  PermanentFailures: 'A call to AWS failed, or an item was unreadable: only an operator can end either',
} as const;

export type MetricName = keyof typeof METRICS;

/** How the end of a message to a member is counted. */
export const DELIVERY_METRICS = {
  sent: 'DeliveriesSent',
  failed: 'DeliveriesFailed',
  unknown: 'DeliveriesUnknown',
} as const satisfies Readonly<Record<string, MetricName>>;
