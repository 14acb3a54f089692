import { gunzipSync, gzipSync } from 'node:zlib';

declare const content: unique symbol;

/** What the compiler knows of the value in a text. */
interface Containing<T> {
  readonly [content]?: T;
}

/** Gzipped JSON: it keeps every value exactly (numbers beyond 38 digits, empty names), where DynamoDB's maps do not. */
export const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));

export const unpacked = (bytes: unknown): unknown => JSON.parse(gunzipSync(bytes as Uint8Array).toString());

/** The same as text. */
type JsonText<T> = string & Containing<T>;

export const toText = <T>(value: T): JsonText<T> => JSON.stringify(value) as JsonText<T>;

export const fromText = <T>(text: JsonText<T>): T => JSON.parse(text);
