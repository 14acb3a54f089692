import { CommandFailed } from './failures.ts';
import { readTextOf } from './text-input.ts';

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The content of a club file. @param path `-` is standard input */
export const readClubFileText = (path: string): Promise<string> => readTextOf('The club file', path);

/** The parsed club file. @param path `-` is standard input */
export const readClubFileInput = async (path: string): Promise<unknown> => {
  const content = await readClubFileText(path);
  try {
    return JSON.parse(content.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CommandFailed(`The club file is not JSON: ${reasonOf(error)}.`, { cause: error });
  }
};
