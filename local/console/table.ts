import type { Pagination } from '../../packages/client/src/main.ts';
import { type Children, el } from './dom.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Children[number];
  /** Aligned as numbers are. */
  readonly number?: boolean;
}

/** A table that becomes a list of cards on a narrow screen; the roles keep it a table there, too. */
export const table = <Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): HTMLElement =>
  el(
    'table',
    { role: 'table' },
    el('caption', { class: 'visually-hidden' }, caption),
    el(
      'thead',
      { role: 'rowgroup' },
      el(
        'tr',
        { role: 'row' },
        ...columns.map(({ title, number }) =>
          el('th', { role: 'columnheader', scope: 'col', class: number && 'number' }, title),
        ),
      ),
    ),
    el(
      'tbody',
      { role: 'rowgroup' },
      ...rows.map((row) =>
        el(
          'tr',
          { role: 'row' },
          ...columns.map(({ title, number, cell }) =>
            el(
              'td',
              { role: 'cell', 'data-title': title, class: number && 'number' },
              el('div', {}, cell(row)),
            ),
          ),
        ),
      ),
    ),
  );

/** Names and values. */
export const list = (rows: readonly (readonly [string, Children[number]])[]): HTMLElement =>
  el(
    'dl',
    { class: 'list' },
    ...rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
  );

/** Links to the pages before and behind. */
export const pager = (
  text: string,
  { previous, next }: { readonly previous?: string | undefined; readonly next?: string | undefined },
): HTMLElement =>
  el(
    'nav',
    { class: 'pager', 'aria-label': 'Pages' },
    el('span', { class: 'soft' }, text),
    previous !== undefined && el('a', { id: 'previous', href: previous }, 'Previous'),
    next !== undefined && el('a', { id: 'next', href: next }, 'Next'),
  );

/** The pager of a list of the API. @param text how many records there are */
export const pagerOf = (
  text: string,
  { current_page, total_pages, prev_page, next_page }: Pagination,
  to: (page: number) => string,
): HTMLElement =>
  pager(total_pages > 1 ? `${text}, page ${current_page} of ${total_pages}` : text, {
    previous: prev_page === null ? undefined : to(prev_page),
    next: next_page === null ? undefined : to(next_page),
  });

/** A word with a meaning, as a colored label: `good`, `bad`, `busy` or nothing. */
export const label = (text: string, meaning?: 'good' | 'bad' | 'busy'): HTMLElement =>
  el('span', { class: `label ${meaning ?? ''}` }, text);
