/** Message attributes: their digest, which the sender compares, and the choice of those to return. */
import { createHash } from 'node:crypto';

/** As on the wire: BinaryValue is base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

function lengthPrefixed(value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, value]);
}

function transportValue(attribute: MessageAttribute): { transport: number; value: Buffer } {
  return attribute.BinaryValue === undefined
    ? { transport: 1, value: Buffer.from(attribute.StringValue ?? '', 'utf8') }
    : { transport: 2, value: Buffer.from(attribute.BinaryValue, 'base64') };
}

/** "Calculating the MD5 message digest for message attributes", SQS Developer Guide. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const digest = createHash('md5');
  for (const [name, attribute] of entries) {
    const { transport, value } = transportValue(attribute);
    digest.update(lengthPrefixed(Buffer.from(name, 'utf8')));
    digest.update(lengthPrefixed(Buffer.from(attribute.DataType, 'utf8')));
    digest.update(Buffer.from([transport]));
    digest.update(lengthPrefixed(value));
  }
  return digest.digest('hex');
}

/** Name, type and value count against the size limit of a message. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(attribute.DataType) +
      transportValue(attribute).value.length,
    0,
  );
}

/** `MessageAttributeNames` may hold names, `prefix.*`, `.*` and `All`. */
export function selectAttributes(
  attributes: MessageAttributes,
  wanted: readonly string[],
): MessageAttributes {
  const matches = (name: string) =>
    wanted.some((pattern) =>
      pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : pattern === 'All' || pattern === name,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => matches(name)));
}
