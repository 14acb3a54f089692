import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandFailed } from './failures.ts';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What stands in a club file. @param path `-` is standard input */
export const readClubFileText = async (path: string): Promise<string> => {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandFailed(`The club file cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
};

/** The parsed club file. @param path `-` is standard input */
export const readClubFileInput = async (path: string): Promise<unknown> => {
  const content = await readClubFileText(path);
  try {
    return JSON.parse(content.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CommandFailed(`The club file is not JSON: ${reasonOf(error)}.`, { cause: error });
  }
};
