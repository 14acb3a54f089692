import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { CommandFailed } from '../failures.ts';

/** What makes two runs over a file the same; `v` is 1. */
interface Head {
  readonly v: 1;
  readonly file: { readonly bytes: number; readonly sha256: string };
}

/** How far a run has come. */
export interface DoneSoFar {
  /** Batches up to this number have ended, and their errors are written. */
  readonly done: number;
  /** Size of the errors file then. */
  readonly errors_bytes: number;
}

/** What runs over a file, and what its journal keeps. */
export interface JournalKind<H extends Head, D extends DoneSoFar> {
  /** Behind the name of the file. */
  readonly suffix: string;
  /** `import`: what it is the journal of. */
  readonly name: string;
  readonly start: D;
  /** Parts of the head in which a resumed run may not differ, each with what is then said. */
  readonly differences: readonly (readonly [keyof H, string])[];
  /** A file may be mended before it is resumed, behind the batches that were noted as sent. */
  readonly mayBeMended: boolean;
}

export interface Journal<H extends Head, D extends DoneSoFar> {
  readonly path: string;
  readonly head: H;
  /** Batches that the API has acknowledged, by number, each with the hash of its rows; the first journals had none. */
  readonly sent: ReadonlyMap<number, string | undefined>;
  readonly done: D;
  noteSent(number: number, hash: string): Promise<void>;
  noteDone(done: D): Promise<void>;
  close(): Promise<void>;
  /** Removes the file: there is nothing left to resume. */
  remove(): Promise<void>;
}

type Lines<H extends Head, D extends DoneSoFar> = Pick<Journal<H, D>, 'head' | 'sent' | 'done'>;

/** A line that the end of the process cut off is as if it had not been. */
const parseLine = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const readLines = async <H extends Head, D extends DoneSoFar>(
  { name, start }: JournalKind<H, D>,
  path: string,
): Promise<Lines<H, D> | undefined> => {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  const [head, ...rest] = text.split('\n').map(parseLine);
  if (head?.['v'] !== 1) throw new CommandFailed(`${path} is no journal of an ${name}. Move it away.`);
  const sent = rest.flatMap(({ sent, rows }) =>
    typeof sent === 'number' ? [[sent, typeof rows === 'string' ? rows : undefined] as const] : [],
  );
  const done = rest.findLast(({ done }) => typeof done === 'number') as D | undefined;
  // Journals of earlier releases count less.
  return { head: head as unknown as H, sent: new Map(sent), done: { ...start, ...done } };
};

const journalOn = <H extends Head, D extends DoneSoFar>(
  handle: FileHandle,
  path: string,
  lines: Lines<H, D>,
): Journal<H, D> => {
  const write = async (line: object): Promise<void> => {
    await handle.appendFile(`${JSON.stringify(line)}\n`);
  };
  return {
    path,
    ...lines,
    noteSent: (number, rows) => write({ sent: number, rows }),
    noteDone: (line) => write(line),
    close: () => handle.close(),
    remove: async () => {
      await handle.close();
      await rm(path, { force: true });
    },
  };
};

/** Begins a journal. @throws CommandFailed when an earlier run over the file is not finished */
export const beginJournalOf = async <H extends Head, D extends DoneSoFar>(
  { suffix, name, start }: JournalKind<H, D>,
  file: string,
  head: H,
): Promise<Journal<H, D>> => {
  const path = file + suffix;
  const handle = await open(path, 'ax', 0o600).catch((error: NodeJS.ErrnoException) => {
    const known = error.code === 'EEXIST';
    throw new CommandFailed(
      known
        ? `An ${name} of this file was interrupted. Continue it with --resume, or delete ${path} to begin anew.`
        : `The journal cannot be written: ${error.message}.`,
      { cause: error },
    );
  });
  await handle.appendFile(`${JSON.stringify(head)}\n`);
  return journalOn(handle, path, { head, sent: new Map(), done: start });
};

/** The run cannot be taken up: only deleting its journal helps. */
export class CannotResume extends CommandFailed {}

export const cannotResume = (why: string, name: string, path: string): CannotResume =>
  new CannotResume(`${why}: the ${name} cannot be resumed. Delete ${path} to begin anew.`);

/** Takes up a journal. @throws CommandFailed when there is none, or when it belongs to another run */
export const resumeJournalOf = async <H extends Head, D extends DoneSoFar>(
  kind: JournalKind<H, D>,
  file: string,
  head: H,
): Promise<Journal<H, D>> => {
  const path = file + kind.suffix;
  const lines = await readLines(kind, path);
  if (!lines) throw new CommandFailed(`Nothing to resume: ${path} does not exist. Start without --resume.`);
  const difference = kind.differences.find(
    ([key]) => Object.hasOwn(lines.head, key) && !isDeepStrictEqual(lines.head[key], head[key]),
  );
  if (difference) throw cannotResume(difference[1], kind.name, path);
  const isUnchanged = isDeepStrictEqual(lines.head.file, head.file);
  if (!isUnchanged && (!kind.mayBeMended || [...lines.sent.values()].includes(undefined)))
    throw cannotResume('The file has changed since', kind.name, path);
  const handle = await open(path, 'a');
  // A line that was cut off must not swallow the next one.
  await handle.appendFile('\n');
  return journalOn(handle, path, lines);
};
