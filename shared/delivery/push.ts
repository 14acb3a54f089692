import {
  CreatePlatformEndpointCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { outcomeOfError, outcomeOfReply } from './provider-answers.ts';
import { pushMessage } from './push-payload.ts';
import type { Push, PushTarget, Send, SendOutcome } from './send-outcome.ts';

/** Who remembers endpoints; may fail without a word, for SNS can always be asked again. */
export interface PushEndpointStore {
  /** The device has this endpoint. */
  made(push: Push, endpoint: string): Promise<void>;
  /** Nobody is at the device's token any more. */
  dead(push: Push): Promise<void>;
}

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');

/** SNS says so instead of answering with the endpoint, when its attributes are not those asked for. */
const EXISTS = /Endpoint (arn:aws[a-z-]*:sns:[^ ]+) already exists with the same token/i;

const findOrCreate = async (client: SNSClient, { application, token }: PushTarget): Promise<string> => {
  try {
    const command = new CreatePlatformEndpointCommand({ PlatformApplicationArn: application, Token: token });
    return (await client.send(command)).EndpointArn ?? '';
  } catch (error) {
    const existing = error instanceof Error ? error.message.match(EXISTS)?.[1] : undefined;
    if (existing === undefined) throw error;
    return existing;
  }
};

/**
 * An endpoint that is there may have been disabled when the app was removed, and the app is back.
 * @see https://docs.aws.amazon.com/sns/latest/dg/mobile-platform-endpoint.html
 */
const makeEndpoint = async (client: SNSClient, to: PushTarget): Promise<string> => {
  const endpoint = await findOrCreate(client, to);
  const Attributes = { Enabled: 'true', Token: to.token };
  await client.send(new SetEndpointAttributesCommand({ EndpointArn: endpoint, Attributes }));
  return endpoint;
};

/** Whether the endpoint is one of this application: a club may have moved to another. */
const belongs = (endpoint: string, application: string): boolean =>
  endpoint.startsWith(`${application.replace(':app/', ':endpoint/')}/`);

const publish = async (client: SNSClient, endpoint: string, text: string): Promise<SendOutcome> => {
  const command = new PublishCommand({ TargetArn: endpoint, Message: text, MessageStructure: 'json' });
  return outcomeOfReply((await client.send(command)).MessageId);
};

const DISABLED = new Set(['EndpointDisabledException', 'EndpointDisabled']);
const LOST = new Set(['NotFoundException', 'NotFound']);

/** Making an endpoint sends nothing, so nothing is in doubt; what is not found is the application, which can be made. */
const notCreated = (error: unknown): SendOutcome => {
  const outcome = outcomeOfError(error);
  return outcome.state === 'unknown' || LOST.has(nameOf(error)) ? { ...outcome, state: 'refused' } : outcome;
};

/**
 * Sends to the endpoint of a device, which is made at the first message to it: registering a token then needs no
 * provider, and a club may name its platform applications later.
 * @param client with one attempt only
 */
export const pushSender = (client: SNSClient, book: PushEndpointStore): Send<Push> => {
  const toNewEndpoint = async (push: Push, text: string): Promise<SendOutcome> => {
    let endpoint: string;
    try {
      endpoint = await makeEndpoint(client, push.to);
    } catch (error) {
      return notCreated(error);
    }
    await book.made(push, endpoint);
    return toEndpoint(push, text, endpoint);
  };
  const toEndpoint = async (
    push: Push,
    text: string,
    endpoint: string,
    again = false,
  ): Promise<SendOutcome> => {
    try {
      return await publish(client, endpoint, text);
    } catch (error) {
      if (again && LOST.has(nameOf(error))) return toNewEndpoint(push, text);
      if (DISABLED.has(nameOf(error))) await book.dead(push);
      return outcomeOfError(error);
    }
  };
  return async (push) => {
    const message = pushMessage(push);
    if ('problem' in message) return { state: 'failed', detail: message.problem };
    const { endpoint, application } = push.to;
    const known = endpoint !== null && belongs(endpoint, application);
    return known ? toEndpoint(push, message.text, endpoint, true) : toNewEndpoint(push, message.text);
  };
};
