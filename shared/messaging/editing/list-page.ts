import { decodePageStart, encodePageStart, type PageStart } from '#shared/crypto/cursors.ts';
import { type ListPart, numberByCursor, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import { refuse } from '#shared/domain/validation/invalid-parameters.ts';
import type { PageParams, PageQuery, Query } from '#shared/domain/validation/page-query.ts';
import { problem } from '#shared/domain/validation/problem.ts';

/** One list, as its cursors know it. */
export interface CursorList<K> {
  /** All that selects its records, and how many of them are a page. */
  readonly name: readonly unknown[];
  readonly isKey: (value: unknown) => value is K;
}

const nameOf = ({ name }: CursorList<unknown>): string => JSON.stringify(name);

/**
 * Where the page begins that a request asks for: by its number, or behind the record that its cursor names.
 * @throws LoyaltyError parameters_invalid
 */
export const startOfPage = <K>(
  list: CursorList<K>,
  { page_no, cursor }: PageQuery & Query<'cursor'>,
  { page }: PageParams,
): { readonly page: number } & Partial<PageStart<K>> => {
  if (cursor === undefined) return { page };
  if (page_no !== undefined)
    refuse(problem('attribute_cannot_be_present_with', page_no, { with: 'cursor' }, ['page_no']));
  return (
    decodePageStart(nameOf(list), cursor, list.isKey) ?? refuse(problem('invalid', cursor, {}, ['cursor']))
  );
};

/**
 * What a reply says about a page, beside its records.
 * @param asked as `startOfPage` says
 * @param keyOf the key of its last record
 */
export const pageReply = <T, K>(
  list: CursorList<K>,
  { items, hasMore, total }: ListPart<T> & { readonly total: number },
  { perPage, page: asked, after }: PageParams & { readonly after?: K | undefined },
  keyOf: (last: T) => K,
) => {
  const last = items.at(-1);
  const shown = items.length;
  const page = after === undefined ? asked : numberByCursor(asked, { total, perPage, shown, hasMore });
  return {
    pagination_info: paginationInfo(total, perPage, page),
    ...(hasMore &&
      last && { next_cursor: encodePageStart(nameOf(list), { page: page + 1, after: keyOf(last) }) }),
  };
};
