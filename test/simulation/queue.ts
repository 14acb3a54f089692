import type { Faults } from './faults.ts';
import type { Handler, Lambda } from './lambda.ts';
import type { Chance } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** Receives so far. */
  receives: number;
  visibleAt: number;
}

/** What takes messages off a queue. */
export interface Worker {
  readonly id: string;
  readonly handler: Handler;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
}

interface QueueOptions {
  readonly name: string;
  readonly visibilityMs: number;
  /** Deliveries before a message moves to the dead letters. */
  readonly maxReceiveCount: number;
  readonly deadLetters: Queue | undefined;
  readonly worker: Worker | undefined;
}

export interface QueueParts {
  readonly scheduler: Scheduler;
  readonly lambda: Lambda;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly trace: Trace;
}

const HOUR = 60 * 60 * 1000;

/** SQS with its event source mapping: visibility, receive counts, redrive, copies, and order by chance. */
export class Queue {
  readonly #options: QueueOptions;
  readonly #parts: QueueParts;
  readonly #messages = new Map<string, Message>();
  #running = 0;
  #count = 0;
  /** Messages that were moved to the dead letters. */
  redriven = 0;
  /** When the last message was sent. */
  filledAt = Number.NaN;
  /** Requests, those of the event source mapping too; what it polls of an empty queue is not modelled. */
  readonly calls = { send: 0, receive: 0, delete: 0, changeVisibility: 0 };

  constructor(options: QueueOptions, parts: QueueParts) {
    this.#options = options;
    this.#parts = parts;
  }

  get name(): string {
    return this.#options.name;
  }

  get size(): number {
    return this.#messages.size;
  }

  /** Keeps a received message out of sight, if no worker has received it again. */
  hide(receiptHandle: string, seconds: number): void {
    this.calls.changeVisibility += 1;
    const [id = '', receives] = receiptHandle.split('*');
    const message = this.#messages.get(id);
    if (message?.receives !== Number(receives)) return;
    message.visibleAt = this.#parts.scheduler.now + seconds * 1000;
    this.#comeAt(message);
  }

  /** Takes a message in, and what SQS may make of it. */
  put(body: string, delayMs = 0): void {
    const { faults, chance, scheduler } = this.#parts;
    this.filledAt = scheduler.now;
    this.#add(body, delayMs + (faults.happens('late') ? chance.spread(60_000, 30 * HOUR) : 0));
    if (faults.happens('doubled')) this.#add(body, delayMs);
    if (faults.happens('doubledLate')) this.#add(body, delayMs + chance.spread(1, 6 * HOUR));
  }

  #add(body: string, delayMs: number): void {
    const { scheduler } = this.#parts;
    this.#count += 1;
    const id = `${this.#options.name}-${this.#count}`;
    const message = { id, body, sentAt: scheduler.now, receives: 0, visibleAt: scheduler.now + delayMs };
    this.#messages.set(id, message);
    this.#comeAt(message);
  }

  #comeAt(message: Message): void {
    const { scheduler, chance } = this.#parts;
    const delay = message.visibleAt - scheduler.now + chance.spread(1, 50);
    scheduler.after(delay, undefined, () => this.#deliver(message));
  }

  #isDue(message: Message): boolean {
    return this.#messages.has(message.id) && message.visibleAt <= this.#parts.scheduler.now;
  }

  #deliver(message: Message): void {
    const { worker, maxReceiveCount, deadLetters } = this.#options;
    const { scheduler, trace } = this.#parts;
    if (!worker || !this.#isDue(message)) return;
    if (this.#running >= worker.maxConcurrency) {
      scheduler.after(500, undefined, () => this.#deliver(message));
      return;
    }
    if (message.receives >= maxReceiveCount) {
      this.#messages.delete(message.id);
      this.redriven += 1;
      trace.say(this.#options.name, () => [`${message.id} moves to the dead letters`]);
      deadLetters?.put(message.body);
      return;
    }
    this.#receive(worker, [message, ...this.#others(message, worker.batchSize)]);
  }

  /** What else is there for the same batch. */
  #others(message: Message, batchSize: number): Message[] {
    if (batchSize === 1) return [];
    const { maxReceiveCount } = this.#options;
    return [...this.#messages.values()]
      .filter((other) => other !== message && this.#isDue(other) && other.receives < maxReceiveCount)
      .slice(0, batchSize - 1);
  }

  #receive(worker: Worker, batch: readonly Message[]): void {
    const { scheduler, lambda, faults, trace } = this.#parts;
    for (const message of batch) {
      message.receives += 1;
      message.visibleAt = scheduler.now + this.#options.visibilityMs;
      this.#comeAt(message);
    }
    this.calls.receive += 1;
    const receipts = batch.map(({ id, receives }) => `${id}*${receives}`);
    trace.say(this.#options.name, () => [`delivers ${receipts}`]);
    const Records = batch.map(({ id, body, receives, sentAt }, index) => ({
      messageId: id,
      receiptHandle: receipts[index],
      body,
      attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) },
    }));
    this.#running += 1;
    lambda.invoke(worker.id, worker.handler, { Records }, worker.timeoutMs, (ending) => {
      this.#running -= 1;
      const failed =
        ending.state === 'returned'
          ? ending.value.batchItemFailures.map(
              ({ itemIdentifier }: { itemIdentifier: string }) => itemIdentifier,
            )
          : batch.map(({ id }) => id);
      trace.say(this.#options.name, () => [
        `worked ${receipts}`,
        ending.state,
        failed.length > 0 ? `back: ${failed}` : 'done',
      ]);
      if (failed.length < batch.length) this.calls.delete += 1;
      for (const { id } of batch)
        if (!failed.includes(id) && !faults.happens('deleteLost')) this.#messages.delete(id);
    });
  }
}
