import { refuseProblems } from './invalid-parameters.ts';
import type { Rule } from './rule.ts';
import { fields, optional, ruleThat, sequence } from './rules.ts';
import { compare } from './value-rules.ts';

/** Query parameters as sent: texts. */
export type Query<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export const isDigits = ruleThat((value) => /^-?\d{1,15}$/.test(String(value)), 'not_an_integer');
const fromOne = sequence(isDigits, compare('greater_or_equal_to', 1));

/** @param most records of a page; also the number of a page that does not say (contract §1.7) */
export const pageRules = (most: number): Readonly<Record<string, Rule>> => ({
  per_page: optional(sequence(fromOne, compare('less_or_equal_to', most))),
  page_no: optional(fromOne),
});

export interface PageParams {
  readonly perPage: number;
  readonly page: number;
}

export type PageQuery = Query<'per_page' | 'page_no'>;

export const pageNumbersOf = ({ per_page, page_no }: PageQuery, most: number): PageParams => ({
  perPage: Number(per_page ?? most),
  page: Number(page_no ?? 1),
});

/** @throws LoyaltyError parameters_invalid */
export const pageParams = (query: PageQuery, most: number): PageParams => {
  refuseProblems(fields(pageRules(most))(query));
  return pageNumbersOf(query, most);
};
