import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SNSClient } from '@aws-sdk/client-sns';
import { emailSender } from '#shared/delivery/email.ts';
import type { Senders } from '#shared/delivery/send-outcome.ts';
import { smsSender } from '#shared/delivery/sms.ts';
import { awsError } from './dynamodb/errors.ts';
import type { Command } from './dynamodb/model.ts';
import type { Faults } from './faults.ts';
import type { Chance } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

/** A request that reached SES or SNS. */
export interface ProviderCall {
  readonly channel: 'email' | 'sms';
  /** As the provider gets it, without the `+` of a number. */
  readonly to: string;
  /** The text of an SMS, the subject of a mail. */
  readonly text: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it goes out. */
  readonly taken: boolean;
  readonly at: number;
}

interface Parts {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly trace: Trace;
}

type Verdict = Pick<ProviderCall, 'taken'> & { readonly error?: Error; readonly after?: number };

const REFUSALS = ['TooManyRequestsException', 'ThrottledException', 'ServiceUnavailable'];
const REJECTIONS = ['MessageRejected', 'InvalidParameter'];
const LOST_AFTER_MS = 5000;

const requestOf = ({ input }: Command): Pick<ProviderCall, 'channel' | 'to' | 'text' | 'tags'> =>
  input.PhoneNumber === undefined
    ? {
        channel: 'email',
        to: input.Destination.ToAddresses[0],
        text: input.Content.Simple.Subject.Data,
        tags: Object.fromEntries(
          input.EmailTags.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]),
        ),
      }
    : { channel: 'sms', to: input.PhoneNumber.slice(1), text: input.Message, tags: {} };

/** SES and SNS behind a network: they take messages, refuse them, and their answers are lost. */
export class Provider {
  /** In the order in which they arrived. */
  readonly handOvers: ProviderCall[] = [];
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The project's own senders, over clients that end here. */
  senders(running: () => Process): Senders {
    const client: unknown = { send: (command: Command) => this.#send(running(), command) };
    return {
      email: emailSender(client as SESv2Client),
      sms: smsSender(client as SNSClient),
      push: async () => ({ state: 'failed', reason: 'no_push_here' }),
    };
  }

  #send(process: Process, command: Command): Promise<{ MessageId: string }> {
    const { scheduler, faults } = this.#parts;
    return new Promise((resolve, reject) => {
      scheduler.after(faults.latency(), undefined, () => {
        const { error, after = 0 } = this.#arrive(process, command);
        const MessageId = `provided-${this.handOvers.length}`;
        scheduler.after(after, process, () => (error ? reject(error) : resolve({ MessageId })));
      });
    });
  }

  #arrive(process: Process, command: Command): Verdict {
    const { scheduler, faults, chance, trace } = this.#parts;
    const note = (fault: string, verdict: Verdict): Verdict => {
      const request = requestOf(command);
      this.handOvers.push({ ...request, taken: verdict.taken, at: scheduler.now });
      trace.say(process.name, () => [
        `hands over ${request.channel} "${request.text}" to ${request.to}`,
        fault,
      ]);
      return verdict;
    };
    // A request of a process that died meanwhile may be on its way all the same.
    if (!process.alive)
      return chance.happens(0.5) ? note('sender is dead', { taken: true }) : { taken: false };
    if (faults.happens('killed')) {
      scheduler.kill(process);
      return chance.happens(0.5) ? note('killed after', { taken: true }) : { taken: false };
    }
    if (faults.happens('sendFails'))
      return chance.happens(0.8)
        ? note('refused', { taken: false, error: awsError(chance.pick(REFUSALS)) })
        : note('rejected', { taken: false, error: awsError(chance.pick(REJECTIONS)) });
    if (faults.happens('sendAnswerLost'))
      return note('answer lost', { taken: true, error: awsError('TimeoutError'), after: LOST_AFTER_MS });
    if (faults.happens('failsBefore'))
      return note('lost', { taken: false, error: awsError('ECONNRESET'), after: LOST_AFTER_MS });
    return note('', { taken: true });
  }
}
