import type { Command } from 'commander';
import type { Pagination } from '../packages/client/src/main.ts';
import { between } from './arguments.ts';

export interface PageOptions {
  readonly page: number;
  readonly perPage: number;
}

const LAST_PAGE = 1_000_000_000;

/** @param most of one page, according to the API */
export const addPageOptions = (command: Command, most: number): Command =>
  command
    .option('--page <number>', 'the page', between(1, LAST_PAGE, true), 1)
    .option('--per-page <number>', `how many a page has, at most ${most}`, between(1, most, true), 50);

/** `Page 2 of 7, 311 members.` */
export const pageText = ({ current_page, total_pages, total_count }: Pagination, what: string): string =>
  `Page ${current_page} of ${total_pages}, ${total_count} ${what}.`;
