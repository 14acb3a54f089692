import {
  CreatePlatformEndpointCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { outcomeOfError, outcomeOfReply } from './provider-answers.ts';
import { pushMessage } from './push-payload.ts';
import type { Push, PushTarget, Send, SendFailure, SendOutcome } from './send-outcome.ts';

/** Stores the endpoints of devices. Its failures are no failures of the message: SNS can be asked again. */
export interface PushEndpointStore {
  /** Stores the endpoint of the device. */
  save(push: Push, endpoint: string): Promise<void>;
  /** Removes the device: its token is no longer in use. */
  remove(push: Push): Promise<void>;
}

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : '');

/** The error of SNS when the endpoint exists with other attributes. */
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
 * An existing endpoint may have been disabled when the app was removed, and the app may be installed again.
 * @see https://docs.aws.amazon.com/sns/latest/dg/mobile-platform-endpoint.html
 */
const createEndpoint = async (client: SNSClient, to: PushTarget): Promise<string> => {
  const endpoint = await findOrCreate(client, to);
  const Attributes = { Enabled: 'true', Token: to.token };
  await client.send(new SetEndpointAttributesCommand({ EndpointArn: endpoint, Attributes }));
  return endpoint;
};

/** Whether the endpoint is one of this application: a club may use another one now. */
const isEndpointOf = (endpoint: string, application: string): boolean =>
  endpoint.startsWith(`${application.replace(':app/', ':endpoint/')}/`);

const publish = async (client: SNSClient, endpoint: string, text: string): Promise<SendOutcome> => {
  const command = new PublishCommand({ TargetArn: endpoint, Message: text, MessageStructure: 'json' });
  return outcomeOfReply((await client.send(command)).MessageId);
};

const DISABLED = new Set(['EndpointDisabledException', 'EndpointDisabled']);
const NOT_FOUND = new Set(['NotFoundException', 'NotFound']);

/** Creating an endpoint sends nothing, so no outcome is unknown. Not found is the application, which can be created. */
const outcomeOfCreateError = (error: unknown): SendFailure => {
  const outcome = outcomeOfError(error);
  return outcome.state === 'unknown' || NOT_FOUND.has(nameOf(error))
    ? { ...outcome, state: 'deferred' }
    : outcome;
};

/**
 * Sends to the endpoint of a device, which the first message creates: registering a token needs no provider, and a club
 * may configure its platform applications later.
 * @param client with one attempt only
 */
export const pushSender = (client: SNSClient, store: PushEndpointStore): Send<Push> => {
  const toNewEndpoint = async (push: Push, text: string): Promise<SendOutcome> => {
    let endpoint: string;
    try {
      endpoint = await createEndpoint(client, push.to);
    } catch (error) {
      return outcomeOfCreateError(error);
    }
    await store.save(push, endpoint);
    return toEndpoint(push, text, endpoint);
  };
  const toEndpoint = async (
    push: Push,
    text: string,
    endpoint: string,
    mayRecreate = false,
  ): Promise<SendOutcome> => {
    try {
      return await publish(client, endpoint, text);
    } catch (error) {
      if (mayRecreate && NOT_FOUND.has(nameOf(error))) return toNewEndpoint(push, text);
      if (DISABLED.has(nameOf(error))) await store.remove(push);
      return outcomeOfError(error);
    }
  };
  return async (push) => {
    const message = pushMessage(push);
    if ('problem' in message) return { state: 'failed', reason: message.problem };
    const { endpoint, application } = push.to;
    const known = endpoint !== null && isEndpointOf(endpoint, application);
    return known ? toEndpoint(push, message.text, endpoint, true) : toNewEndpoint(push, message.text);
  };
};
