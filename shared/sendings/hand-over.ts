import type { Outgoing, SendOutcome } from '../delivery/send-outcome.ts';
import type { Dispatch } from '../domain/messaging/dispatch.ts';
import { senders } from '../ports/delivery.ts';
import type { Runtime } from '../runtime.ts';

export interface Sendable {
  readonly dispatch: Dispatch;
  readonly message: Outgoing;
}

export interface HandedOver {
  readonly dispatch: Dispatch;
  readonly outcome: SendOutcome;
}

/** Calls to the provider at once: with its time-outs a whole batch ends long before the worker must. */
const SIDE_BY_SIDE = 16;

const send = (runtime: Runtime, outgoing: Outgoing): Promise<SendOutcome> => {
  const channels = runtime.use(senders);
  return outgoing.channel === 'email' ? channels.email(outgoing.message) : channels.sms(outgoing.message);
};

/** Asks the provider to send, and says what it answered to each. */
export const handOver = async (
  runtime: Runtime,
  _club: string,
  batch: readonly Sendable[],
): Promise<readonly HandedOver[]> => {
  const outcomes: HandedOver[] = [];
  const queue = batch.values();
  const work = async () => {
    for (const { dispatch, message } of queue) {
      outcomes.push({ dispatch, outcome: await send(runtime, message) });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return outcomes;
};
