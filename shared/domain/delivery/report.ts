import type { Channel } from '#shared/vocabulary.ts';
import type { ReportKind } from './effects.ts';

/** A provider's report on one message. */
export interface Report {
  readonly kind: ReportKind;
  readonly channel: Channel;
  /** The provider's id of the message. */
  readonly id: string;
  /** Tags of a mail, which name what was sent; SMS and push messages are found by their id. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** When it happened, ISO 8601 UTC. */
  readonly at: string;
  /** The provider's terms for the outcome; never an address. */
  readonly externalStatus: string;
  /** The recipients: e-mail addresses, a number, the ARN of an endpoint. */
  readonly addresses: readonly string[];
}

/** Reads an event of a provider; nothing for one that reports no outcome. */
export type ReportReader = (event: Readonly<Record<string, unknown>>, at: string) => Report | undefined;

const MAX_CHARACTERS = 120;

/** The provider's terms, joined, in printable ASCII. */
export const textField = (...parts: readonly unknown[]): string =>
  parts
    .filter((part) => typeof part === 'string' && part !== '')
    .join('/')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, MAX_CHARACTERS);

/** The time in the event, or else that of the event. */
export const timeField = (value: unknown, otherwise: string): string => {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? otherwise : new Date(time).toISOString();
};
