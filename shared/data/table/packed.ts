import { gunzipSync, gzipSync } from 'node:zlib';

/** A value as it is kept in an item: gzipped JSON, which holds to the letter what DynamoDB's maps would change. */
export const packed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));

export const unpacked = (bytes: unknown): unknown => JSON.parse(gunzipSync(bytes as Uint8Array).toString());
