/** SNS capture: Publish to a phone number or a push endpoint (AWS Query protocol), kept instead of sent. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Endpoint, type LoopbackOptions, readBody, serveLoopback } from './loopback.ts';

export interface CapturedMessage {
  phone_number?: string;
  target_arn?: string;
  message: string;
  message_structure?: string;
  attributes: Record<string, string>;
  /** ISO 8601. */
  at: string;
  message_id: string;
}

/** Errors of Publish, SNS API reference. */
const ERRORS = {
  AuthorizationError: 403,
  EndpointDisabled: 400,
  InternalError: 500,
  InvalidAction: 400,
  InvalidParameter: 400,
  NotFound: 404,
  Throttled: 429,
} as const satisfies Record<string, number>;

export type SnsErrorCode = keyof typeof ERRORS;

export interface SnsOptions extends LoopbackOptions {
  /** Milliseconds; the time stamp of captured messages. */
  now?: () => number;
}

export interface SnsServer extends Endpoint {
  /** Oldest first. */
  list(): CapturedMessage[];
  clear(): void;
  /** From now on a publish to this phone number or target ARN is refused; undefined ends that. */
  fail(target: string, code: SnsErrorCode | undefined): void;
}

class SnsError extends Error {
  readonly code: SnsErrorCode;

  constructor(code: SnsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const E164 = /^\+?[0-9]{4,15}$/;
const MAX_ATTRIBUTES = 100;

function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `MessageAttributes.entry.N.Name` beside `….Value.StringValue` or `….Value.BinaryValue`. */
function readAttributes(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let index = 1; index <= MAX_ATTRIBUTES; index += 1) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = form.get(`${entry}.Name`);
    if (name === null) break;
    attributes[name] = form.get(`${entry}.Value.StringValue`) ?? form.get(`${entry}.Value.BinaryValue`) ?? '';
  }
  return attributes;
}

function checkStructure(message: string, structure: string | undefined): void {
  if (structure !== 'json') return;
  try {
    if (typeof JSON.parse(message).default === 'string') return;
  } catch {
    throw new SnsError(
      'InvalidParameter',
      'Invalid parameter: Message Structure - JSON message body failed to parse',
    );
  }
  throw new SnsError(
    'InvalidParameter',
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  );
}

function readPublish(form: URLSearchParams): Omit<CapturedMessage, 'at' | 'message_id'> {
  const read = (name: string) => form.get(name) ?? undefined;
  const [phone, target, structure] = [read('PhoneNumber'), read('TargetArn'), read('MessageStructure')];
  const message = read('Message') ?? '';
  if (!phone && !target) {
    throw new SnsError(
      'InvalidParameter',
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    );
  }
  if (phone && !E164.test(phone)) {
    throw new SnsError(
      'InvalidParameter',
      `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
    );
  }
  if (message === '') throw new SnsError('InvalidParameter', 'Invalid parameter: Empty message');
  checkStructure(message, structure);
  return {
    ...(phone && { phone_number: phone }),
    ...(target && { target_arn: target }),
    message,
    ...(structure && { message_structure: structure }),
    attributes: readAttributes(form),
  };
}

export async function startSns(options: SnsOptions = {}): Promise<SnsServer> {
  const { now = Date.now, port, portVariable } = options;
  let captured: CapturedMessage[] = [];
  const failures = new Map<string, SnsErrorCode>();

  function publish(form: URLSearchParams): string {
    const message = readPublish(form);
    const code = failures.get(message.phone_number ?? message.target_arn ?? '');
    if (code) throw new SnsError(code, `${code} by request of the test`);
    const id = randomUUID();
    captured.push({ ...message, at: new Date(now()).toISOString(), message_id: id });
    return `<PublishResult><MessageId>${id}</MessageId></PublishResult>`;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const metadata = `<RequestId>${randomUUID()}</RequestId>`;
    const reply = (status: number, xml: string) =>
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    try {
      const form = new URLSearchParams(await readBody(request));
      const action = form.get('Action');
      if (action !== 'Publish')
        throw new SnsError('InvalidAction', `The action ${action} is not valid here.`);
      reply(
        200,
        `<PublishResponse xmlns="${NAMESPACE}">${publish(form)}` +
          `<ResponseMetadata>${metadata}</ResponseMetadata></PublishResponse>`,
      );
    } catch (error) {
      if (!(error instanceof SnsError)) throw error;
      const status = ERRORS[error.code];
      const fault = `<Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${error.code}</Code>`;
      reply(
        status,
        `<ErrorResponse xmlns="${NAMESPACE}"><Error>${fault}` +
          `<Message>${xmlText(error.message)}</Message></Error>${metadata}</ErrorResponse>`,
      );
    }
  }

  const endpoint = await serveLoopback({ port, portVariable }, answer);
  return {
    ...endpoint,
    list: () => captured.map((message) => ({ ...message })),
    clear: () => {
      captured = [];
    },
    fail: (target, code) => {
      if (code) failures.set(target, code);
      else failures.delete(target);
    },
  };
}
