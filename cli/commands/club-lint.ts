import type { Command } from 'commander';
import { type ClubFileFinding, lintClubFile } from '#shared/admin/lint-club-file.ts';
import { readClubFileText } from '../club-file-input.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import type { Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface Linted {
  readonly file: string;
  readonly problems: readonly ClubFileFinding[];
}

/** `file:line`, as editors and build logs make links of it. */
const linesOf = ({ file, problems }: Linted): readonly string[] =>
  problems.length === 0
    ? [`${file}: ok`]
    : problems.map(({ path, line, problem }) => `${file}:${line}: ${path || '(whole file)'}: ${problem}`);

const lint = async (_: CommandContext, files: readonly string[]): Promise<Report> => {
  const linted: Linted[] = [];
  for (const file of files) linted.push({ file, problems: lintClubFile(await readClubFileText(file)) });
  const isGood = linted.every(({ problems }) => problems.length === 0);
  return {
    json: linted,
    text: linted.flatMap(linesOf).join('\n'),
    exitCode: isGood ? EXIT.done : EXIT.failed,
  };
};

/** Adds `loyalty clubs lint`. */
export const addClubLintCommand = (clubs: Command): void => {
  clubs
    .command('lint')
    .description('check club files without saving them')
    .argument('<file...>', 'club files (JSON); "-" reads standard input')
    .addHelpText(
      'after',
      `
Every problem with its line and its place in the file (a JSON pointer), also names that are written twice.
Some checks need a file of the right shape and run once it has that.

${exitCodesText({ done: 'the files could be saved', failed: 'a file has problems, or cannot be read' })}

Examples:
  loyalty clubs lint my-mall.json
  loyalty --json clubs lint clubs/*.json`,
    )
    .action(reporting(lint));
};
