import { createHash } from 'node:crypto';
import type { Batch } from './batches.ts';
import {
  beginJournalOf,
  cannotResume,
  type DoneSoFar,
  type JournalKind,
  type Journal as JournalOf,
  resumeJournalOf,
} from './journal-file.ts';
import type { Mapping } from './map/mapping.ts';

/** What makes two runs the same import: any difference would make other requests of the same numbers. */
export interface JournalHead {
  readonly v: 1;
  readonly import_id: string;
  readonly url: string;
  readonly club: string;
  readonly operation: string;
  readonly by: string | null;
  readonly mode: string | null;
  readonly delimiter: string | null;
  readonly skipped: readonly string[];
  /** How rows are read; journals of 0.1.0 have none, and only the rows themselves say then whether it is the same. */
  readonly mapping?: Mapping;
  readonly only_valid?: boolean;
  /** `--since`; of journals before it was there none. */
  readonly since?: string | null;
  readonly file: { readonly bytes: number; readonly sha256: string };
  /** SHA-256 of the club's schema, by which cells were read. */
  readonly schema: string;
  readonly started_at: string;
}

/** Rows so far; `refused` by the API, `unmapped` by this command, `lost` in bulks that failed. */
export interface Totals {
  readonly created: number;
  readonly updated: number;
  readonly refused: number;
  readonly unmapped: number;
  readonly lost: number;
  /** Of the updated, those that left a member as it is; only of a restore. */
  readonly unchanged: number;
  readonly newer: number;
  /** Not sent: not changed since the time that was asked for. */
  readonly earlier: number;
}

export const NOTHING: Totals = {
  created: 0,
  updated: 0,
  refused: 0,
  unmapped: 0,
  lost: 0,
  unchanged: 0,
  newer: 0,
  earlier: 0,
};

export interface Done extends DoneSoFar, Totals {}

export type Journal = JournalOf<JournalHead, Done>;

const IMPORT: JournalKind<JournalHead, Done> = {
  suffix: '.import',
  name: 'import',
  start: { done: 0, errors_bytes: 0, ...NOTHING },
  differences: [
    ['schema', "The club's member schema has changed since"],
    ['club', 'It was for another club'],
    ['url', 'It was sent to another URL'],
    ['operation', 'It had another --operation'],
    ['by', 'It had another --by'],
    ['mode', 'It had another --multi-values'],
    ['delimiter', 'It had another --delimiter'],
    ['skipped', 'It had other --skip-column options'],
    ['mapping', 'It had another mapping'],
    ['only_valid', 'It had another --only-valid'],
    ['since', 'It had another --since'],
  ],
  mayBeMended: true,
};

/** Begins a journal. @throws CommandFailed when an earlier import of the file is not finished */
export const beginJournal = (file: string, head: JournalHead): Promise<Journal> =>
  beginJournalOf(IMPORT, file, head);

/** Takes up a journal. @throws CommandFailed when there is none, or when it belongs to another import */
export const resumeJournal = (file: string, head: JournalHead): Promise<Journal> =>
  resumeJournalOf(IMPORT, file, head);

/** Of what needs no resuming: a dry run writes no member. */
export const unkeptJournal = (head: JournalHead): Journal => {
  const nothing = async () => {};
  return {
    path: '',
    head,
    sent: new Map(),
    done: IMPORT.start,
    noteSent: nothing,
    noteDone: nothing,
    close: nothing,
    remove: nothing,
  };
};

/** SHA-256 of the rows of a batch with their lines. */
export const rowsHash = ({ rows }: Batch): string =>
  createHash('sha256').update(JSON.stringify(rows)).digest('hex');

/** A file may be mended before it is resumed, behind the rows that were sent. @throws CannotResume */
export const refuseChanged = (batch: Batch, { sent, path }: Pick<Journal, 'sent' | 'path'>): void => {
  const known = sent.get(batch.number);
  if (known === undefined || known === rowsHash(batch)) return;
  const [first, last] = [batch.rows.at(0)?.line, batch.rows.at(-1)?.line];
  throw cannotResume(`Rows on lines ${first} to ${last} were sent and have changed since`, IMPORT.name, path);
};

/** @param last number of the last batch of the file. @throws CannotResume where more were sent */
export const refuseShortened = (last: number, { sent, path }: Pick<Journal, 'sent' | 'path'>): void => {
  if ([...sent.keys()].some((number) => number > last))
    throw cannotResume('Rows that were sent are no longer in the file', IMPORT.name, path);
};
