import { gunzipSync, gzipSync } from 'node:zlib';

declare const content: unique symbol;

/** What the compiler knows of the value in a text or in bytes. */
interface Containing<T> {
  readonly [content]?: T;
}

/** Gzipped JSON: it keeps every value exactly (numbers beyond 38 digits, empty names), where DynamoDB's maps do not. */
export type Packed<T> = Uint8Array & Containing<T>;

export const pack = <T>(value: T): Packed<T> => gzipSync(JSON.stringify(value));

export const unpack = <T>(bytes: Packed<T>): T => JSON.parse(gunzipSync(bytes).toString());

/** The same as text. */
type JsonText<T> = string & Containing<T>;

export const toText = <T>(value: T): JsonText<T> => JSON.stringify(value) as JsonText<T>;

export const fromText = <T>(text: JsonText<T>): T => JSON.parse(text);
