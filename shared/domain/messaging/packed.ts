import { gzipSync } from 'node:zlib';

/** DynamoDB holds 400 KB in an item; the keys and the rest need little. */
export const MAX_PACKED_BYTES = 350_000;

/** Whether a value, as it is stored (gzipped JSON), fits into its item, and as JSON into a reply. */
export const fitsItem = (value: unknown, maxJsonBytes: number): boolean => {
  const json = Buffer.from(JSON.stringify(value));
  if (json.length <= MAX_PACKED_BYTES) return json.length <= maxJsonBytes;
  return json.length <= maxJsonBytes && gzipSync(json).length <= MAX_PACKED_BYTES;
};
