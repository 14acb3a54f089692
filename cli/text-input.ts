import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandFailed } from './failures.ts';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The content of a file. @param what it is, for people: "The club file"
 * @param path `-` is standard input
 * @throws CommandFailed when it cannot be read
 */
export const readTextOf = async (what: string, path: string): Promise<string> => {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandFailed(`${what} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
};
