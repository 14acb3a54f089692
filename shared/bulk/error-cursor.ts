import { createHash } from 'node:crypto';
import type { RowPlace } from '#shared/data/bulk/bulk-errors.ts';
import { type LedgerRef, ledgerName } from '#shared/data/bulk/bulk-keys.ts';

/**
 * A cursor names the last reported row: base64url of a checksum over the ledger's name and the place, then the place as
 * JSON. It is no secret; the checksum detects damage, and a cursor of another job.
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

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** The checksum has no key, so any caller can forge it: the place is validated like any other input. */
const placeFrom = (json: string): RowPlace | undefined => {
  let place: unknown;
  try {
    place = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(place) || place.length !== 4) return undefined;
  const [requestNumber, request, chunk, position] = place as unknown[];
  return Number.isSafeInteger(requestNumber) &&
    typeof request === 'string' &&
    isCount(chunk) &&
    isCount(position)
    ? { requestNumber: Number(requestNumber), request, chunk, position }
    : undefined;
};

/** @returns nothing for what is no cursor, or another job's, bulk's, club's or client's */
export const decodeErrorCursor = (ref: LedgerRef, cursor: string): RowPlace | undefined => {
  if (cursor.length > LONGEST) return undefined;
  const json = Buffer.from(cursor, 'base64url').subarray(CHECKSUM_BYTES).toString();
  return encode(ref, json) === cursor ? placeFrom(json) : undefined;
};
