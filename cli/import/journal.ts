import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { CommandFailed } from '../failures.ts';
import type { Batch } from './batches.ts';
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
}

export const NOTHING: Totals = { created: 0, updated: 0, refused: 0, unmapped: 0, lost: 0 };

export interface Done extends Totals {
  /** Requests up to this number have ended and their errors are written. */
  readonly done: number;
  /** Size of the errors file then. */
  readonly errors_bytes: number;
}

export interface Journal {
  readonly path: string;
  readonly head: JournalHead;
  /** Batches that the API has acknowledged, by number, each with the hash of its rows; the first journals had none. */
  readonly sent: ReadonlyMap<number, string | undefined>;
  readonly done: Done;
  noteSent(number: number, hash: string): Promise<void>;
  noteDone(done: Done): Promise<void>;
  close(): Promise<void>;
  /** Removes the file: there is nothing left to resume. */
  remove(): Promise<void>;
}

const journalPath = (file: string): string => `${file}.import`;

interface Lines {
  readonly head: JournalHead;
  readonly sent: Map<number, string | undefined>;
  readonly done: Done;
}

/** A line that the end of the process cut off is as if it had not been. */
const parseLine = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const START: Done = { done: 0, errors_bytes: 0, ...NOTHING };

const readLines = async (path: string): Promise<Lines | undefined> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  const [head, ...rest] = text.split('\n').map(parseLine);
  if (head?.['v'] !== 1) throw new CommandFailed(`${path} is no journal of an import. Move it away.`);
  const sent = rest.flatMap(({ sent, rows }) =>
    typeof sent === 'number' ? [[sent, typeof rows === 'string' ? rows : undefined] as const] : [],
  );
  const done = rest.findLast(({ done }) => typeof done === 'number') as Done | undefined;
  return { head: head as unknown as JournalHead, sent: new Map(sent), done: done ?? START };
};

const journalOn = (handle: FileHandle, path: string, { head, sent, done }: Lines): Journal => {
  const write = async (line: object): Promise<void> => {
    await handle.appendFile(`${JSON.stringify(line)}\n`);
  };
  return {
    path,
    head,
    sent,
    done,
    noteSent: (number, rows) => write({ sent: number, rows }),
    noteDone: (line) => write(line),
    close: () => handle.close(),
    remove: async () => {
      await handle.close();
      await rm(path, { force: true });
    },
  };
};

const DIFFERENCES: readonly (readonly [keyof JournalHead, string])[] = [
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
];

/** Begins a journal. @throws CommandFailed when an earlier import of the file is not finished */
export const beginJournal = async (file: string, head: JournalHead): Promise<Journal> => {
  const path = journalPath(file);
  const handle = await open(path, 'ax', 0o600).catch((error: NodeJS.ErrnoException) => {
    const known = error.code === 'EEXIST';
    throw new CommandFailed(
      known
        ? `An import of this file was interrupted. Continue it with --resume, or delete ${path} to begin anew.`
        : `The journal cannot be written: ${error.message}.`,
      { cause: error },
    );
  });
  await handle.appendFile(`${JSON.stringify(head)}\n`);
  return journalOn(handle, path, { head, sent: new Map(), done: START });
};

/** SHA-256 of the rows of a batch with their lines. */
export const rowsHash = ({ rows }: Batch): string =>
  createHash('sha256').update(JSON.stringify(rows)).digest('hex');

/** The import cannot be taken up: only deleting its journal helps. */
export class CannotResume extends CommandFailed {}

const cannotResume = (why: string, path: string): CannotResume =>
  new CannotResume(`${why}: the import cannot be resumed. Delete ${path} to begin anew.`);

/** A file may be mended before it is resumed, behind the rows that were sent. @throws CannotResume */
export const refuseChanged = (batch: Batch, { sent, path }: Pick<Journal, 'sent' | 'path'>): void => {
  const known = sent.get(batch.number);
  if (known === undefined || known === rowsHash(batch)) return;
  const [first, last] = [batch.rows.at(0)?.line, batch.rows.at(-1)?.line];
  throw cannotResume(`Rows on lines ${first} to ${last} were sent and have changed since`, path);
};

/** @param last number of the last batch of the file. @throws CannotResume where more were sent */
export const refuseShortened = (last: number, { sent, path }: Pick<Journal, 'sent' | 'path'>): void => {
  if ([...sent.keys()].some((number) => number > last))
    throw cannotResume('Rows that were sent are no longer in the file', path);
};

/** Takes up a journal. @throws CommandFailed when there is none, or when it belongs to another import */
export const resumeJournal = async (file: string, head: JournalHead): Promise<Journal> => {
  const path = journalPath(file);
  const lines = await readLines(path);
  if (!lines) throw new CommandFailed(`Nothing to resume: ${path} does not exist. Start without --resume.`);
  const difference = DIFFERENCES.find(
    ([key]) => Object.hasOwn(lines.head, key) && !isDeepStrictEqual(lines.head[key], head[key]),
  );
  if (difference) throw cannotResume(difference[1], path);
  const isUnchanged = isDeepStrictEqual(lines.head.file, head.file);
  if (!isUnchanged && [...lines.sent.values()].includes(undefined))
    throw cannotResume('The file has changed since', path);
  const handle = await open(path, 'a');
  // A line that was cut off must not swallow the next one.
  await handle.appendFile('\n');
  return journalOn(handle, path, lines);
};
