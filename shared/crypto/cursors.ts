import { createHash } from 'node:crypto';

/**
 * A cursor names a place in a list: base64url of a checksum over the list's name and the place, then the place as JSON.
 * It is no secret; the checksum detects damage, and a cursor of another list. It has no key, so any caller can forge
 * one: the place is validated like any other input.
 */

const CHECKSUM_BYTES = 12;

/** Longer than any that is made: its longest part is the name of a bulk request or the key of a dispatch. */
const LONGEST = 512;

const encode = (list: string, json: string): string => {
  const checksum = createHash('sha256').update(`v1\n${list}\n${json}`).digest();
  return Buffer.concat([checksum.subarray(0, CHECKSUM_BYTES), Buffer.from(json)]).toString('base64url');
};

/** @param list names the list and all that selects its records */
export const encodeCursor = (list: string, place: unknown): string => encode(list, JSON.stringify(place));

/** @returns nothing for what is no cursor, or one of another list */
export const decodeCursor = (list: string, cursor: string): unknown => {
  if (cursor.length > LONGEST) return undefined;
  const json = Buffer.from(cursor, 'base64url').subarray(CHECKSUM_BYTES).toString();
  if (encode(list, json) !== cursor) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Where a page begins: its number, and the key of the record before it. */
export interface PageStart<K> {
  readonly page: number;
  readonly after: K;
}

export const encodePageStart = <K>(list: string, { page, after }: PageStart<K>): string =>
  encodeCursor(list, [page, after]);

/** @returns nothing for what is no cursor of this list */
export const decodePageStart = <K>(
  list: string,
  cursor: string,
  isKey: (value: unknown) => value is K,
): PageStart<K> | undefined => {
  const place = decodeCursor(list, cursor);
  if (!Array.isArray(place) || place.length !== 2) return undefined;
  const [page, after] = place as [unknown, unknown];
  return Number.isSafeInteger(page) && Number(page) > 1 && isKey(after)
    ? { page: Number(page), after }
    : undefined;
};

/** The key of a record that its id orders. */
export const isRecordId = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;
