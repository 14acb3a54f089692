import type { HashCost } from '../hash-cost.ts';

/** What all hashes of other systems have, whatever their scheme. */
export interface HashForm<Scheme extends string> {
  readonly scheme: Scheme;
  readonly cost: HashCost;
  /** Why a hash is not taken: each log-in would cost too much, or it does not follow its scheme. */
  readonly refusal?: string | undefined;
}

/** The bound of a number in a form, as an error says it. */
export const bounded = (name: string, value: number, [low, high]: readonly [number, number]) =>
  value < low || value > high ? `must have ${name} from ${low} to ${high}` : undefined;

/** Whether base64 of this length exists. */
export const isBase64 = (text: string): boolean => text.replaceAll('=', '').length % 4 !== 1;
