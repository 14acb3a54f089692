import { refuseProblems } from './invalid-parameters.ts';
import { compare, fields, inOrder, must, optional, type Rule } from './rules.ts';

/** Query parameters as sent: texts. */
export type Query<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export const isDigits = must((value) => /^-?\d{1,15}$/.test(String(value)), 'not_an_integer');
const fromOne = inOrder(isDigits, compare('greater_or_equal_to', 1));

/** @param most records of a page; also the number of a page that does not say (contract §1.7) */
export const pageRules = (most: number): Readonly<Record<string, Rule>> => ({
  per_page: optional(inOrder(fromOne, compare('less_or_equal_to', most))),
  page_no: optional(fromOne),
});

export interface PageWish {
  readonly perPage: number;
  readonly page: number;
}

export type PageQuery = Query<'per_page' | 'page_no'>;

export const pageOf = ({ per_page, page_no }: PageQuery, most: number): PageWish => ({
  perPage: Number(per_page ?? most),
  page: Number(page_no ?? 1),
});

/** @throws LoyaltyError parameters_invalid */
export const pageWish = (query: PageQuery, most: number): PageWish => {
  refuseProblems(fields(pageRules(most))(query));
  return pageOf(query, most);
};
