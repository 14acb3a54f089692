import type { SQSClient } from '@aws-sdk/client-sqs';
import { awsError } from './dynamodb/errors.ts';
import { type Command, commandName } from './dynamodb/model.ts';
import type { Queue, QueueParts } from './queue.ts';
import type { Process } from './scheduler.ts';

type Parts = Omit<QueueParts, 'lambda'>;

interface Outcome {
  readonly answer?: object;
  readonly error?: Error;
  /** Milliseconds until the sender hears it. */
  readonly after?: number;
}

const LOST_AFTER_MS = 3000;

/** One process' way to a queue: requests are under way, fail, and lose their answers. */
export class QueueClient {
  readonly #queue: Queue;
  readonly #running: () => Process;
  readonly #parts: Parts;

  constructor(queue: Queue, running: () => Process, parts: Parts) {
    this.#queue = queue;
    this.#running = running;
    this.#parts = parts;
  }

  /** As an SDK client: the project's own port stands before it. */
  sdk(): SQSClient {
    const send = (command: Command) =>
      commandName(command) === 'SendMessageBatch'
        ? this.#request((process) => this.#sendBatch(process, command.input.Entries))
        : Promise.reject(new TypeError(`${commandName(command)} is not modelled`));
    return { send } as unknown as SQSClient;
  }

  async postpone(receiptHandle: string, seconds: number): Promise<void> {
    await this.#request((process) => this.#postpone(process, receiptHandle, seconds));
  }

  #request(arrive: (process: Process) => Outcome): Promise<unknown> {
    const { scheduler, faults } = this.#parts;
    const process = this.#running();
    return new Promise((resolve, reject) => {
      scheduler.after(faults.latency(), undefined, () => {
        if (!process.alive) return;
        const { answer, error, after = 0 } = arrive(process);
        scheduler.after(after, process, () => (error ? reject(error) : resolve(answer)));
      });
    });
  }

  #sendBatch(process: Process, entries: readonly any[]): Outcome {
    const { faults, trace, chance } = this.#parts;
    this.#queue.calls.send += 1;
    const say = (fault: string) =>
      trace.say(process.name, () => [`send to ${this.#queue.name} ${entries.map(({ Id }) => Id)}`, fault]);
    if (faults.happens('sendFails')) {
      say('send fails');
      return { error: awsError(chance.pick(['RequestThrottled', 'ServiceUnavailable', 'TimeoutError'])) };
    }
    const failed = faults.happens('sendPartlyFails') ? entries.filter(() => chance.happens(0.5)) : [];
    for (const entry of entries)
      if (!failed.includes(entry)) this.#queue.put(entry.MessageBody, (entry.DelaySeconds ?? 0) * 1000);
    const lost = faults.happens('sendAnswerLost');
    say(lost ? 'answer lost' : failed.length > 0 ? 'partly fails' : '');
    if (lost) return { error: awsError('TimeoutError'), after: LOST_AFTER_MS };
    const Failed = failed.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
    return { answer: { Successful: [], Failed } };
  }

  #postpone(process: Process, receiptHandle: string, seconds: number): Outcome {
    const { faults, trace } = this.#parts;
    const fails = faults.happens('sendFails');
    trace.say(process.name, () => [`postpone ${receiptHandle} by ${seconds} s`, fails ? 'fails' : '']);
    if (fails) return { error: awsError('RequestThrottled') };
    this.#queue.hide(receiptHandle, seconds);
    return { answer: {} };
  }
}
