/** Reading and checking the fields of an SQS request. */
import type { JsonObject } from './aws-json.ts';
import { queueError } from './queue-errors.ts';
import { attributeBytes, type MessageAttribute, type MessageAttributes } from './queue-message-attributes.ts';

/** One message, and all messages of one batch together (SQS quotas: 1 MiB since August 2025). */
export const MAX_MESSAGE_BYTES = 1_048_576;

export interface Range {
  min: number;
  max: number;
}

export const SECONDS = {
  visibility: { min: 0, max: 43_200 },
  delay: { min: 0, max: 900 },
  wait: { min: 0, max: 20 },
} as const satisfies Record<string, Range>;

export function requiredText(input: JsonObject, field: string): string {
  const value = input[field];
  if (typeof value === 'string' && value !== '') return value;
  throw queueError('MissingParameter', `The request must contain the parameter ${field}.`);
}

export function textList(input: JsonObject, field: string): string[] {
  const value = input[field];
  return Array.isArray(value) ? value.map(String) : [];
}

export function objectList(input: JsonObject, field: string): JsonObject[] {
  const value = input[field];
  return Array.isArray(value) ? (value as JsonObject[]) : [];
}

export function optionalInteger(input: JsonObject, field: string, { min, max }: Range): number | undefined {
  const value = input[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw queueError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${field} is invalid. Reason: Must be between ${min} and ${max}, if provided.`,
  );
}

/** The characters of XML 1.0; SQS refuses a message with any other (SendMessage, API reference). */
const LEGAL_CHARACTERS: readonly (readonly [number, number])[] = [
  [0x9, 0xa],
  [0xd, 0xd],
  [0x20, 0xd7ff],
  [0xe000, 0xfffd],
  [0x10000, 0x10ffff],
];

function isLegalText(text: string): boolean {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (!LEGAL_CHARACTERS.some(([first, last]) => point >= first && point <= last)) return false;
  }
  return true;
}

interface OutgoingMessage {
  body: string;
  attributes: MessageAttributes;
  delaySeconds: number | undefined;
}

export function outgoingBytes(input: JsonObject): number {
  const body = typeof input['MessageBody'] === 'string' ? input['MessageBody'] : '';
  return Buffer.byteLength(body) + attributeBytes(messageAttributes(input));
}

function messageAttributes(input: JsonObject): MessageAttributes {
  const given = (input['MessageAttributes'] ?? {}) as Record<string, MessageAttribute>;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(given)) {
    if (!DataType || (StringValue === undefined) === (BinaryValue === undefined)) {
      throw queueError(
        'InvalidParameterValue',
        `The message attribute '${name}' must contain a type and exactly one value.`,
      );
    }
  }
  return given;
}

export function outgoingMessage(input: JsonObject): OutgoingMessage {
  const body = requiredText(input, 'MessageBody');
  if (!isLegalText(body)) {
    throw queueError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | ' +
        '#xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
  if (outgoingBytes(input) > MAX_MESSAGE_BYTES) {
    throw queueError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_MESSAGE_BYTES} bytes.`,
    );
  }
  return {
    body,
    attributes: messageAttributes(input),
    delaySeconds: optionalInteger(input, 'DelaySeconds', SECONDS.delay),
  };
}

/** The content of a receipt handle: a message, and one receive of it. */
interface Receipt {
  id: string;
  receipt: string;
}

export function receiptHandle({ id, receipt }: Receipt): string {
  return Buffer.from(JSON.stringify([id, receipt])).toString('base64');
}

export function readReceipt(input: JsonObject): Receipt {
  const handle = requiredText(input, 'ReceiptHandle');
  try {
    const parts: unknown = JSON.parse(Buffer.from(handle, 'base64').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 2)
      return { id: String(parts[0]), receipt: String(parts[1]) };
  } catch {
    // Answered below.
  }
  throw queueError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}
