import type { Dispatch } from './dispatch.ts';

interface ReportedDelivery {
  readonly delivery: 'delivered' | 'failed';
  /** When it happened, ISO 8601 UTC. */
  readonly at: string;
  /** The provider's own word. */
  readonly word: string;
}

/** Ended, and nobody knew whether it was sent (fault F57). */
const isUnknown = ({ transmission_status, external_delivery_status }: Dispatch): boolean =>
  transmission_status === 'failed' && external_delivery_status === 'unknown';

/**
 * A dispatch after a report about it. What has arrived or failed stays so, whatever comes later (invariant I5); one
 * of which nobody knew whether it was sent, was.
 * @returns the very same dispatch when the report changes nothing; nothing when it comes before its time: the
 * dispatch is not written down as sent yet (fault F60)
 */
export const dispatchAfterReport = (
  dispatch: Dispatch,
  { delivery, at, word }: ReportedDelivery,
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
    external_delivery_status: word,
    delivered_at: delivery === 'delivered' ? at : null,
    updated_at: now,
  };
};
