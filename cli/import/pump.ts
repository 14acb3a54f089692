import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from './batches.ts';

export interface PumpLimits {
  /** Requests on their way at once. */
  readonly concurrency: number;
  /** Requests whose outcome is not known yet: so many batches are kept in memory. */
  readonly window: number;
}

export interface PumpSteps {
  /** Brings a batch to the API. */
  send(batch: Batch): Promise<void>;
  /** Waits for a batch's outcome and writes it down; called for one batch after the other, in order. */
  collect(batch: Batch): Promise<void>;
}

interface Open {
  readonly batch: Batch;
  readonly sent: Promise<void>;
}

/** Something to wait for until anything has moved. */
const bell = () => {
  let ring = () => {};
  let rung = new Promise<void>((resolve) => {
    ring = resolve;
  });
  return {
    ring() {
      ring();
      rung = new Promise((resolve) => {
        ring = resolve;
      });
    },
    heard: () => rung,
  };
};

/**
 * Sends batches several at a time and collects their outcomes in order, holding no more than the window in
 * memory. The first failure ends both sides and is thrown.
 */
export const pump = async (
  batches: AsyncIterable<Batch>,
  { concurrency, window }: PumpLimits,
  { send, collect }: PumpSteps,
): Promise<void> => {
  const open: Open[] = [];
  const moved = bell();
  let sending = 0;
  let failed: { readonly error: unknown } | undefined;
  let read = false;

  const fail = (error: unknown): void => {
    failed ??= { error };
    moved.ring();
  };

  const launch = (batch: Batch): Open => {
    sending += 1;
    const sent = send(batch).finally(() => {
      sending -= 1;
      moved.ring();
    });
    sent.catch(fail);
    return { batch, sent };
  };

  const fill = async (): Promise<void> => {
    for await (const batch of batches) {
      while (!failed && (open.length >= window || sending >= concurrency)) await moved.heard();
      if (failed) return;
      open.push(launch(batch));
      moved.ring();
    }
    read = true;
    moved.ring();
  };

  const drain = async (): Promise<void> => {
    while (!failed) {
      const [next] = open;
      if (next) {
        await next.sent;
        await collect(next.batch);
        open.shift();
        moved.ring();
      } else if (read) return;
      else await moved.heard();
    }
  };

  await Promise.all([fill().catch(fail), drain().catch(fail)]);
  if (failed) throw failed.error;
};

/** Asks until there is an answer. @throws AbortError */
export const askUntil = async <T>(
  ask: () => Promise<T | undefined>,
  everySeconds: number,
  signal: AbortSignal,
): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(everySeconds * 1000, undefined, { signal });
  }
};
