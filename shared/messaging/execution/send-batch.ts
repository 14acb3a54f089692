import type { Outgoing, SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { sendOutgoing } from '#shared/outgoing/send-outgoing.ts';
import type { Runtime } from '#shared/runtime.ts';

interface DispatchToSend {
  readonly dispatch: Dispatch;
  /** The member whose history contains the dispatch. */
  readonly addressOwner: Member | undefined;
  readonly message: Outgoing;
}

export interface SendResult extends DispatchToSend {
  readonly outcome: SendOutcome;
}

/** Concurrent calls: even when all of them time out, a batch ends long before the function must. */
const CONCURRENCY = 25;

/** Sends the messages of a batch. @returns the outcome of each, in the order of the answers */
export const sendBatch = async (
  runtime: Runtime,
  club: string,
  batch: readonly DispatchToSend[],
): Promise<readonly SendResult[]> => {
  const results: SendResult[] = [];
  const queue = batch.values();
  const sendQueued = async () => {
    for (const { dispatch, addressOwner, message } of queue) {
      const ref = { type: 'dispatch', ...dispatchRefOf(club, dispatch) } as const;
      results.push({ dispatch, addressOwner, message, outcome: await sendOutgoing(runtime, message, ref) });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, sendQueued));
  return results;
};
