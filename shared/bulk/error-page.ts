import { comparePlaces, type ErrorIndex, type RowPlace, readErrors } from '#shared/data/bulk/bulk-errors.ts';
import type { LedgerRef } from '#shared/data/bulk/bulk-keys.ts';
import type { RowErrors } from '#shared/domain/bulk/bulk-job.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { bytesInResult, REPLY_MAX_BYTES } from '#shared/reply-size.ts';
import type { Runtime } from '#shared/runtime.ts';
import { decodeErrorCursor, encodeErrorCursor } from './error-cursor.ts';

/** Bytes reserved for the other fields of a status. */
const BESIDE_BYTES = 8192;

/** A row as a status lists it, with its place. */
export interface ListedError {
  readonly place: RowPlace;
  readonly row: RowErrors;
}

interface ErrorPage<Row> {
  readonly rows: readonly Row[];
  /** The cursor of the next page; null after the last. */
  readonly next: string | null;
}

type PageKeys<Prefix extends string> = Readonly<
  Record<`${Prefix}_truncated`, boolean> & Record<`${Prefix}_next_cursor`, string | null>
>;

/** The keys of a status about its page; absent, as documented, where the status has all errors. */
export const pageKeys = <Prefix extends string>(
  prefix: Prefix,
  { after }: Pick<ErrorPageQuery, 'after'>,
  { next }: Pick<ErrorPage<unknown>, 'next'>,
): PageKeys<Prefix> | undefined =>
  after === undefined && next === null
    ? undefined
    : ({ [`${prefix}_truncated`]: next !== null, [`${prefix}_next_cursor`]: next } as PageKeys<Prefix>);

/** What an errors page is of. */
interface ErrorPageQuery {
  readonly ref: LedgerRef;
  readonly index: ErrorIndex;
  /** As `errors_after` was sent: the page begins after it. */
  readonly after: string | undefined;
}

const startOf = ({ ref, after }: ErrorPageQuery): RowPlace | undefined => {
  if (after === undefined) return undefined;
  const place = decodeErrorCursor(ref, after);
  if (place) return place;
  throw new LoyaltyError('parameter_invalid', { message: 'errors_after is no cursor of these errors' });
};

const isAfter = (place: RowPlace, start: RowPlace | undefined): boolean =>
  !start || (comparePlaces(place, start) || place.position - start.position) > 0;

/**
 * As many rows with errors as fit into a reply, at least one, in the order of requests and rows. Once the job has ended,
 * its pages hold each error once; before, chunks that end later may belong to pages that were already read.
 * @param format the row in the reply; with `fromFirst` it also gets the rows of earlier pages
 * @throws LoyaltyError `parameter_invalid` when the cursor is none of these errors
 */
export const errorPage = async <Row>(
  runtime: Runtime,
  query: ErrorPageQuery,
  format: (error: ListedError) => Row,
  { fromFirst = false } = {},
): Promise<ErrorPage<Row>> => {
  const start = startOf(query);
  const now = runtime.now().toISOString();
  const errors = readErrors(
    runtime.use(database),
    query.ref,
    now,
    query.index,
    fromFirst ? undefined : start,
  );
  const rows: Row[] = [];
  let bytes = BESIDE_BYTES;
  let last: RowPlace | undefined;
  for await (const error of errors) {
    const formatted = format(error);
    if (!isAfter(error.place, start)) continue;
    bytes += bytesInResult(JSON.stringify(formatted));
    if (last && bytes > REPLY_MAX_BYTES) return { rows, next: encodeErrorCursor(query.ref, last) };
    rows.push(formatted);
    last = error.place;
  }
  return { rows, next: null };
};
