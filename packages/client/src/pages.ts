import type { CallOptions, OperationRow, Params } from './call.ts';

interface Page {
  readonly pagination_info: { readonly next_page: number | null };
  readonly [items: string]: unknown;
}

type One = (params?: Params, options?: CallOptions) => Promise<unknown>;

/** Adds `pages` and `each` to the call of one page. */
export const paged = (row: OperationRow & { readonly items: string }, one: One): One => {
  async function* pages(params: Params = {}, options?: CallOptions): AsyncGenerator<Page, void, undefined> {
    let page_no = params['page_no'];
    for (;;) {
      const page = (await one({ ...params, page_no }, options)) as Page;
      yield page;
      if (page.pagination_info.next_page === null) return;
      page_no = page.pagination_info.next_page;
    }
  }

  async function* each(params?: Params, options?: CallOptions): AsyncGenerator<unknown, void, undefined> {
    for await (const page of pages(params, options)) yield* page[row.items] as readonly unknown[];
  }

  return Object.assign(one, { pages, each });
};
