import type { Outgoing, SendOutcome } from '#shared/delivery/send-outcome.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { tagsOf } from '#shared/domain/notifications/sent-message.ts';
import { sendBy, senders } from '#shared/ports/delivery.ts';
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

/** Tags of a mail name its dispatch, so that reports find it before its outcome is recorded (fault F60). */
const tagged = (club: string, { dispatch, message }: DispatchToSend): Outgoing =>
  message.channel === 'email'
    ? {
        ...message,
        message: { ...message.message, tags: tagsOf({ type: 'dispatch', ...dispatchRefOf(club, dispatch) }) },
      }
    : message;

/** Asks the provider to send, and says what it answered to each. */
export const sendBatch = async (
  runtime: Runtime,
  club: string,
  batch: readonly DispatchToSend[],
): Promise<readonly SendResult[]> => {
  const outcomes: SendResult[] = [];
  const queue = batch.values();
  const work = async () => {
    for (const one of queue) {
      const outcome = await sendBy(runtime.use(senders), tagged(club, one));
      outcomes.push({ dispatch: one.dispatch, owner: one.owner, outcome });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return outcomes;
};
