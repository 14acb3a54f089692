import type { SendOutcome } from '#shared/delivery/send-outcome.ts';
import { DELIVERY_METRICS } from '#shared/metric-names.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Counts messages that have ended; a deferred one has not. */
export const countDeliveries = (runtime: Runtime, state: SendOutcome['state'], messages = 1): void => {
  if (state !== 'deferred') runtime.use(metrics).count(DELIVERY_METRICS[state], messages);
};
