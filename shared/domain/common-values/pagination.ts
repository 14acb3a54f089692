/** The place of a page in its list, as it is answered (contract §1.7, Kaminari's meaning). */
interface PaginationInfo {
  readonly total_count: number;
  readonly per_page: number;
  readonly total_pages: number;
  readonly current_page: number;
  readonly next_page: number | null;
  readonly prev_page: number | null;
  readonly is_first_page: boolean;
  readonly is_last_page: boolean;
  readonly is_out_of_range: boolean;
}

/**
 * @param page from 1. The only page of an empty list is first, last and in range; a page beyond the last one is
 * neither first nor last and has no neighbours.
 */
export const paginationInfo = (total: number, perPage: number, page: number): PaginationInfo => {
  const pages = Math.ceil(total / perPage);
  const last = Math.max(pages, 1);
  const outOfRange = page > last;
  return {
    total_count: total,
    per_page: perPage,
    total_pages: pages,
    current_page: page,
    next_page: page < last ? page + 1 : null,
    prev_page: page === 1 || outOfRange ? null : page - 1,
    is_first_page: page === 1,
    is_last_page: page === last,
    is_out_of_range: outOfRange,
  };
};

interface CursorPage {
  readonly total: number;
  readonly perPage: number;
  /** Records on the page. */
  readonly shown: number;
  readonly hasMore: boolean;
}

/**
 * The number of a page by cursor with which `paginationInfo` says what the page shows: since the page before it, records
 * of either may have come or gone.
 * @param counted the number of the page before, and one
 */
export const numberByCursor = (counted: number, { total, perPage, shown, hasMore }: CursorPage): number => {
  const last = Math.max(Math.ceil(total / perPage), 1);
  if (shown === 0) return Math.max(counted, last + 1);
  return hasMore ? Math.max(Math.min(counted, last - 1), 1) : last;
};

/** The part of a list that a page shows. */
export const itemsOfPage = <T>(all: readonly T[], perPage: number, page: number): readonly T[] =>
  all.slice((page - 1) * perPage, page * perPage);

/** What a page shows of a list, and whether there is more behind it. */
export interface ListPart<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
}

/** @param first records that are before the page; @param all to the end of the list, or to one behind the page */
export const partOf = <T>(all: readonly T[], first: number, perPage: number): ListPart<T> => ({
  items: all.slice(first, first + perPage),
  hasMore: all.length > first + perPage,
});
