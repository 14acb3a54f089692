import type { CallOptions, OperationRow, Params } from './call.ts';

interface Page {
  readonly pagination_info: { readonly next_page: number | null };
  /** Lists that may be long have it while there is a next page. */
  readonly next_cursor?: string;
  readonly [items: string]: unknown;
}

type One = (params?: Params, options?: CallOptions) => Promise<unknown>;

/** How the next page is asked for; nothing after the last. */
const nextOf = ({ pagination_info, next_cursor }: Page, hasCursors: boolean): Params | undefined => {
  if (next_cursor !== undefined) return { page_no: undefined, cursor: next_cursor };
  if (hasCursors || pagination_info.next_page === null) return undefined;
  return { page_no: pagination_info.next_page };
};

/** Adds `pages` and `each` to the call of one page. A cursor makes each page of a long list cost the same. */
export const paged = (row: OperationRow & { readonly items: string }, one: One): One => {
  async function* pages(params: Params = {}, options?: CallOptions): AsyncGenerator<Page, void, undefined> {
    let next: Params | undefined = {};
    while (next) {
      const page = (await one({ ...params, ...next }, options)) as Page;
      yield page;
      next = nextOf(page, 'cursor' in next);
    }
  }

  async function* each(params?: Params, options?: CallOptions): AsyncGenerator<unknown, void, undefined> {
    for await (const page of pages(params, options)) yield* page[row.items] as readonly unknown[];
  }

  return Object.assign(one, { pages, each });
};
