import type { Dispatch } from './dispatch.ts';

interface ReportedDelivery {
  readonly delivery: 'delivered' | 'failed';
  /** When it happened, ISO 8601 UTC. */
  readonly at: string;
  /** The provider's terms for the outcome. */
  readonly externalStatus: string;
}

/** The dispatch ended while it was unknown whether it was sent (fault F57). */
const isUnknown = ({ transmission_status, external_delivery_status }: Dispatch): boolean =>
  transmission_status === 'failed' && external_delivery_status === 'unknown';

/**
 * A dispatch after a report on it. A delivery or failure that was reported is final (invariant I5). A report proves that
 * a dispatch with an unknown outcome was sent.
 * @returns the same dispatch when the report changes nothing; nothing when the report comes before the outcome of the
 * dispatch is recorded (fault F60)
 */
export const dispatchAfterReport = (
  dispatch: Dispatch,
  { delivery, at, externalStatus }: ReportedDelivery,
  now: string,
): Dispatch | undefined => {
  const { transmission_status, delivery_status } = dispatch;
  if (transmission_status === 'scheduled') return undefined;
  if (delivery_status !== 'pending') return dispatch;
  if (transmission_status === 'failed' && !isUnknown(dispatch)) return dispatch;
  return {
    ...dispatch,
    transmission_status: 'transmitted',
    transmitted_at: dispatch.transmitted_at ?? at,
    delivery_status: delivery,
    external_delivery_status: externalStatus,
    delivered_at: delivery === 'delivered' ? at : null,
    updated_at: now,
  };
};
