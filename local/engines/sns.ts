/** SNS capture: Publish to a phone number or a push endpoint, captured instead of sent. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Endpoint, type LoopbackOptions, readBody, serveLoopback } from './loopback.ts';
import { platformEndpoints } from './sns-endpoints.ts';
import { answerQuery, readEntries, type SnsAction, SnsError, type SnsErrorCode } from './sns-protocol.ts';

export interface CapturedMessage {
  phone_number?: string;
  target_arn?: string;
  /** The device behind the target. */
  token?: string;
  message: string;
  message_structure?: string;
  attributes: Record<string, string>;
  /** ISO 8601. */
  at: string;
  message_id: string;
}

interface SnsOptions extends LoopbackOptions {
  /** Milliseconds; the time stamp of captured messages. */
  now?: () => number;
  /** Takes each message over; without it the engine keeps them all. */
  onCaptured?: (message: CapturedMessage) => void;
}

export interface SnsServer extends Endpoint {
  /** What was kept, oldest first. */
  list(): CapturedMessage[];
  clear(): void;
  /** From now on a publish to this phone number or target ARN is refused; undefined ends that. */
  fail(target: string, code: SnsErrorCode | undefined): void;
  /** The endpoint takes no more messages, until it is enabled again. */
  disable(targetArn: string): void;
}

const E164 = /^\+?[0-9]{4,15}$/;

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

/** @see https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html */
const MAX_TEXT = 1600;
/** @see https://docs.aws.amazon.com/sns/latest/dg/sms_preferences.html */
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/;

function checkText(text: string, attributes: Readonly<Record<string, string>>): void {
  if (text.length > MAX_TEXT)
    throw new SnsError('InvalidParameter', 'Invalid parameter: Message Reason: the text is too long');
  const sender = attributes['AWS.SNS.SMS.SenderID'];
  if (sender !== undefined && !SENDER_ID.test(sender))
    throw new SnsError('InvalidParameter', `Invalid parameter: SenderID Reason: ${sender} is not valid`);
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
  const attributes = readEntries(form, 'MessageAttributes', 'Name', [
    'Value.StringValue',
    'Value.BinaryValue',
  ]);
  if (phone) checkText(message, attributes);
  return {
    ...(phone && { phone_number: phone }),
    ...(target && { target_arn: target }),
    message,
    ...(structure && { message_structure: structure }),
    attributes,
  };
}

export async function startSns(options: SnsOptions = {}): Promise<SnsServer> {
  const { now = Date.now, port, portVariable } = options;
  let captured: CapturedMessage[] = [];
  const { onCaptured = (message: CapturedMessage) => void captured.push(message) } = options;
  const failures = new Map<string, SnsErrorCode>();
  const endpoints = platformEndpoints();

  const publish: SnsAction = (form) => {
    const message = readPublish(form);
    const code = failures.get(message.phone_number ?? message.target_arn ?? '');
    if (code) throw new SnsError(code, `${code} by request of the test`);
    const device = message.target_arn === undefined ? undefined : endpoints.reach(message.target_arn);
    const id = randomUUID();
    const at = new Date(now()).toISOString();
    onCaptured({ ...message, ...(device && { token: device.token }), at, message_id: id });
    return { MessageId: id };
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, xml } = answerQuery({ Publish: publish, ...endpoints.actions }, await readBody(request));
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
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
    disable: (arn) => endpoints.disable(arn),
  };
}
