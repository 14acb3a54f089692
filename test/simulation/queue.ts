import type { SQSClient } from '@aws-sdk/client-sqs';
import { awsError } from './dynamodb/errors.ts';
import { type Command, commandName } from './dynamodb/model.ts';
import type { Faults } from './faults.ts';
import type { Handler, Lambda } from './lambda.ts';
import type { Chance } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';
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

export interface QueueOptions {
  readonly name: string;
  readonly visibilityMs: number;
  /** Deliveries before a message moves to the dead letters. */
  readonly maxReceiveCount: number;
  readonly deadLetters: Queue | undefined;
  readonly worker: Worker | undefined;
}

interface Outcome {
  readonly answer?: object;
  readonly error?: Error;
  /** Milliseconds until the sender hears it. */
  readonly after?: number;
}

interface Parts {
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
  readonly #parts: Parts;
  readonly #messages = new Map<string, Message>();
  #running = 0;
  #count = 0;
  /** Messages that were moved to the dead letters. */
  redriven = 0;

  constructor(options: QueueOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  get size(): number {
    return this.#messages.size;
  }

  /** An SDK client for one sender: the project's own port stands before it. */
  client(running: () => Process): SQSClient {
    const send = (command: Command) => this.#request(running(), commandName(command), command.input);
    return { send } as unknown as SQSClient;
  }

  #request(process: Process, command: string, input: any): Promise<any> {
    const { scheduler, faults } = this.#parts;
    return new Promise((resolve, reject) => {
      const arrive = () => {
        if (!process.alive) return;
        const outcome =
          command === 'SendMessageBatch' ? this.#sendBatch(process, input) : this.#postpone(process, input);
        scheduler.after(outcome.after ?? 0, process, () =>
          outcome.error ? reject(outcome.error) : resolve(outcome.answer),
        );
      };
      scheduler.after(faults.latency(), undefined, arrive);
    });
  }

  #sendBatch(process: Process, { Entries }: any): Outcome {
    const { faults, trace, chance } = this.#parts;
    const say = (fault: string) =>
      trace.say(process.name, () => [
        `send to ${this.#options.name} ${Entries.map(({ Id }: any) => Id)}`,
        fault,
      ]);
    if (faults.happens('sendFails')) {
      say('send fails');
      return { error: awsError(chance.pick(['RequestThrottled', 'ServiceUnavailable', 'TimeoutError'])) };
    }
    const failed = faults.happens('sendPartlyFails') ? Entries.filter(() => chance.happens(0.5)) : [];
    for (const entry of Entries)
      if (!failed.includes(entry)) this.put(entry.MessageBody, (entry.DelaySeconds ?? 0) * 1000);
    const lost = faults.happens('sendAnswerLost');
    say(lost ? 'answer lost' : failed.length > 0 ? 'partly fails' : '');
    if (lost) return { error: awsError('TimeoutError'), after: 3000 };
    return {
      answer: {
        Successful: [],
        Failed: failed.map(({ Id }: any) => ({ Id, Code: 'InternalError', SenderFault: false })),
      },
    };
  }

  /** Keeps a received message out of sight. */
  postpone(process: Process, ReceiptHandle: string, VisibilityTimeout: number): Promise<void> {
    return this.#request(process, 'ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout });
  }

  #postpone(process: Process, { ReceiptHandle, VisibilityTimeout }: any): Outcome {
    const { scheduler, faults, trace } = this.#parts;
    if (faults.happens('sendFails')) return { error: awsError('RequestThrottled') };
    const [id, receives] = String(ReceiptHandle).split('*');
    const message = this.#messages.get(id ?? '');
    trace.say(process.name, () => [`postpone ${id} by ${VisibilityTimeout} s`]);
    if (message && message.receives === Number(receives)) {
      message.visibleAt = scheduler.now + VisibilityTimeout * 1000;
      this.#comeAt(message);
    }
    return { answer: {} };
  }

  /** Takes a message in, and what SQS may make of it. */
  put(body: string, delayMs = 0): void {
    const { faults, chance } = this.#parts;
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
      for (const { id } of batch)
        if (!failed.includes(id) && !faults.happens('deleteLost')) this.#messages.delete(id);
    });
  }
}
