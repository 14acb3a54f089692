import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandFailed } from '../failures.ts';
import type { Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { readTextOf } from '../text-input.ts';

/** A place in a bundle, wherever it lay: `/var/task/index.js:44:17440`. */
const PLACE = /[^\s()"']*\bindex\.js:(\d+):(\d+)/g;

interface Options {
  readonly built: string;
}

const mapOf = async (path: string): Promise<SourceMap> => {
  const text = await readTextOf('The map of this function', path);
  try {
    return new SourceMap(JSON.parse(text));
  } catch (error) {
    throw new CommandFailed(`${path} is no source map.`, { cause: error });
  }
};

/** Names the places of the sources in any text, and leaves what the map does not know as it is. */
const translated = (text: string, map: SourceMap, folder: string): string =>
  text.replace(PLACE, (place, line: string, column: string) => {
    const origin = map.findOrigin(Number(line), Number(column));
    if (!('fileName' in origin)) return place;
    const source = relative(process.cwd(), resolve(folder, origin.fileName));
    return `${source}:${origin.lineNumber}:${origin.columnNumber}`;
  });

const stack = async (_: CommandContext, id: string, file: string, { built }: Options): Promise<Report> => {
  const path = join(built, id.replace('.', '/'), 'index.js.map');
  const map = await mapOf(path);
  const text = translated(await readTextOf('The stack trace', file), map, dirname(path));
  return { json: text.split('\n').filter((line) => line !== ''), text: text.trimEnd() };
};

/** Adds `loyalty stack`. */
export const addStackCommand = (program: Command): void => {
  program
    .command('stack')
    .description('name the lines of the sources in a stack trace of a function')
    .argument('<function>', "the function's id, such as members.create")
    .argument('[file]', 'lines of its log, or any text with a stack trace; "-" reads standard input', '-')
    .option('--built <folder>', 'the built functions with their maps', 'dist/functions')
    .addHelpText(
      'after',
      `
Functions are minified, and their maps are not uploaded: "npm run build" makes both. Check out the version that is
deployed first; the maps of another one name other lines.

Examples:
  loyalty stack members.create error.json
  aws logs filter-log-events ... | loyalty stack workers.report`,
    )
    .action(reporting(stack));
};
