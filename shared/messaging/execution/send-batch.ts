import type { Outgoing, SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { sendOutgoing } from '#shared/outgoing/send-outgoing.ts';
import type { Runtime } from '#shared/runtime.ts';

interface DispatchToSend {
  readonly dispatch: Dispatch;
  /** In whose history it stands. */
  readonly owner: Member | undefined;
  readonly message: Outgoing;
}

export interface SendResult extends Pick<DispatchToSend, 'dispatch' | 'owner'> {
  readonly outcome: SendOutcome;
}

/** Calls to the provider at once: with its time-outs a whole batch ends long before the worker must. */
const CONCURRENCY = 16;

/** Asks the provider to send, and says what it answered to each. */
export const sendBatch = async (
  runtime: Runtime,
  club: string,
  batch: readonly DispatchToSend[],
): Promise<readonly SendResult[]> => {
  const outcomes: SendResult[] = [];
  const queue = batch.values();
  const work = async () => {
    for (const { dispatch, owner, message } of queue) {
      const sent = { type: 'dispatch', ...dispatchRefOf(club, dispatch) } as const;
      outcomes.push({ dispatch, owner, outcome: await sendOutgoing(runtime, message, sent) });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return outcomes;
};
