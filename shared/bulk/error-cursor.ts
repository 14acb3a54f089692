import { decodeCursor, encodeCursor } from '#shared/crypto/cursors.ts';
import type { RowPlace } from '#shared/data/bulk/bulk-errors.ts';
import { type LedgerRef, ledgerName } from '#shared/data/bulk/bulk-keys.ts';

/** A cursor names the last reported row. */
export const encodeErrorCursor = (
  ref: LedgerRef,
  { requestNumber, request, chunk, position }: RowPlace,
): string => encodeCursor(ledgerName(ref), [requestNumber, request, chunk, position]);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** @returns nothing for what is no cursor, or another job's, bulk's, club's or client's */
export const decodeErrorCursor = (ref: LedgerRef, cursor: string): RowPlace | undefined => {
  const place = decodeCursor(ledgerName(ref), cursor);
  if (!Array.isArray(place) || place.length !== 4) return undefined;
  const [requestNumber, request, chunk, position] = place as unknown[];
  return Number.isSafeInteger(requestNumber) &&
    typeof request === 'string' &&
    isCount(chunk) &&
    isCount(position)
    ? { requestNumber: Number(requestNumber), request, chunk, position }
    : undefined;
};
