import { createHash } from 'node:crypto';
import type { RowPlace } from '../data/bulk-errors.ts';
import { type LedgerRef, ledgerName } from '../data/bulk-keys.ts';

/**
 * A cursor names the last row that was told: base64url of a checksum over whose errors they are and the place, then the
 * place as JSON. It is no secret; the checksum tells a damaged one, and one of another job, apart.
 */

const CHECKSUM_BYTES = 12;

/** Longer than any that is made: a request's name has at most 64 characters beside its id. */
const LONGEST = 512;

const encode = (ref: LedgerRef, json: string): string => {
  const checksum = createHash('sha256')
    .update(`v1\n${ledgerName(ref)}\n${json}`)
    .digest();
  return Buffer.concat([checksum.subarray(0, CHECKSUM_BYTES), Buffer.from(json)]).toString('base64url');
};

export const encodeErrorCursor = (
  ref: LedgerRef,
  { requestNumber, request, chunk, position }: RowPlace,
): string => encode(ref, JSON.stringify([requestNumber, request, chunk, position]));

/** @returns nothing for what is no cursor, or another job's, bulk's, club's or client's */
export const decodeErrorCursor = (ref: LedgerRef, cursor: string): RowPlace | undefined => {
  if (cursor.length > LONGEST) return undefined;
  const json = Buffer.from(cursor, 'base64url').subarray(CHECKSUM_BYTES).toString();
  // What encodes to the very same text was made here: nothing else need be checked.
  if (encode(ref, json) !== cursor) return undefined;
  const [requestNumber, request, chunk, position] = JSON.parse(json) as [number, string, number, number];
  return { requestNumber, request, chunk, position };
};
