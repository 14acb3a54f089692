/** Sends dead letters back to the queue that they came from: workers do nothing twice, so neither does this. */

/** A message that failed at every delivery. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  /** When it was sent first, Unix milliseconds; dead-letter queues keep that time. */
  readonly sentAt: number;
  readonly deliveries: number;
}

/** A dead-letter queue and the queue that it belongs to. */
export interface DeadLetterQueue {
  readonly name: string;
  /** Takes some letters into hand; none when there are none. */
  receive(): Promise<readonly DeadLetter[]>;
  sendBack(letter: DeadLetter): Promise<void>;
  /** Deletes a letter that was sent back. */
  forget(letter: DeadLetter): Promise<void>;
  /** Lets go of a letter: it stays where it was. */
  release(letter: DeadLetter): Promise<void>;
}

/** What may be reported about a message: everything but what is sealed. */
export interface LetterView {
  readonly queue: string;
  readonly id: string;
  readonly sent_at: string;
  readonly deliveries: number;
  /** Its fields, or nothing when it is no message of ours. */
  readonly message: Readonly<Record<string, unknown>> | null;
}

const MAX_BODY_SHOWN = 80;

const isPrintable = ([name, value]: readonly [string, unknown]): boolean =>
  name !== 'sealed' &&
  (typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_BODY_SHOWN));

const messageOf = (body: string): LetterView['message'] => {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return Object.fromEntries(Object.entries(value).filter(isPrintable));
  } catch {
    return null;
  }
};

/** A dead letter as an operator may see it. */
export const letterView = (queue: string, { id, body, sentAt, deliveries }: DeadLetter): LetterView => ({
  queue,
  id,
  sent_at: new Date(sentAt).toISOString(),
  deliveries,
  message: messageOf(body),
});

interface RedriveParams {
  readonly dryRun: boolean;
  /** No more than so many. */
  readonly limit: number;
  /** What was sent later failed once more meanwhile, and is left for the next time. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

/** Letters of the queue that were there at the start, each once. */
async function* lettersOf(
  queue: DeadLetterQueue,
  { startedAt, limit, signal }: RedriveParams,
): AsyncGenerator<DeadLetter> {
  const seen = new Set<string>();
  for (;;) {
    const letters = await queue.receive();
    const fresh = letters.filter(({ id, sentAt }) => sentAt < startedAt && !seen.has(id));
    for (const letter of letters.filter((one) => !fresh.includes(one))) await queue.release(letter);
    for (const letter of fresh) {
      if (seen.size === limit || signal.aborted) await queue.release(letter);
      else {
        seen.add(letter.id);
        yield letter;
      }
    }
    if (fresh.length === 0 || seen.size === limit || signal.aborted) return;
  }
}

/**
 * Sends letters back, oldest taken first as the queue gives them. A letter is deleted only after it was sent, so that a
 * crash in between leaves it in both queues: what it asks for is done once all the same.
 * @param report called with each letter that was, or would be, sent back
 */
export const redrive = async (
  queue: DeadLetterQueue,
  params: RedriveParams,
  report: (letter: LetterView) => void,
): Promise<void> => {
  const held: DeadLetter[] = [];
  try {
    for await (const letter of lettersOf(queue, params)) {
      held.push(letter);
      if (!params.dryRun) {
        await queue.sendBack(letter);
        await queue.forget(letter);
        held.pop();
      }
      report(letterView(queue.name, letter));
    }
  } finally {
    for (const letter of held) await queue.release(letter);
  }
};
