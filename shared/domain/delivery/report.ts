import type { Channel } from '#shared/vocabulary.ts';
import type { ReportKind } from './effects.ts';

/** What a provider says became of one message. */
export interface Report {
  readonly kind: ReportKind;
  readonly channel: Channel;
  /** The provider's id of the message. */
  readonly id: string;
  /** Tags of a mail, which say whose it was; SMS and push messages are found by their id. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** When it happened, ISO 8601 UTC. */
  readonly at: string;
  /** The provider's own word for it; never an address. */
  readonly word: string;
  /** Where it was to go: e-mail addresses, a number, the ARN of an endpoint. */
  readonly addresses: readonly string[];
}

/** Reads what a source of reports says; nothing for an event that reports no outcome. */
export type ReportReader = (event: Readonly<Record<string, unknown>>, at: string) => Report | undefined;

const LONGEST_WORD = 120;

/** Words of the provider in a row, as they may be shown. */
export const textField = (...parts: readonly unknown[]): string =>
  parts
    .filter((part) => typeof part === 'string' && part !== '')
    .join('/')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, LONGEST_WORD);

/** A time of the provider, or else the one at which it told. */
export const timeField = (value: unknown, otherwise: string): string => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? otherwise : new Date(time).toISOString();
};
