import { gzipSync } from 'node:zlib';
import { bytesInResult } from '#shared/reply-size.ts';

/** DynamoDB holds 400 KB in an item; the keys and the rest need little. */
export const MAX_PACKED_BYTES = 350_000;

/** Whether a value, as it is stored (gzipped JSON), fits into its item, and as JSON into a reply. */
export const fitsItem = (value: unknown, maxJsonBytes: number): boolean => {
  const json = JSON.stringify(value);
  if (bytesInResult(json) > maxJsonBytes) return false;
  return Buffer.byteLength(json) <= MAX_PACKED_BYTES || gzipSync(json).length <= MAX_PACKED_BYTES;
};
