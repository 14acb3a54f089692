import type { Command } from 'commander';
import { checkPasswords, type PasswordCheck } from '#shared/admin/check-passwords.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { interruption } from '../interruption.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { progressLines } from '../progress-lines.ts';
import { type CommandContext, reporting } from '../run.ts';

const COLUMNS: readonly Column<PasswordCheck['passwords'][number]>[] = [
  { title: 'CLUB', value: ({ club }) => club },
  { title: 'HASH COST', value: ({ cost }) => cost },
  { title: 'PASSWORDS', value: ({ members }) => String(members) },
];

const textOf = ({ members, passwords, complete, changed }: PasswordCheck): string =>
  [
    fieldsOf({ Members: members }),
    ...(passwords.length > 0 ? [tableOf(COLUMNS, passwords)] : []),
    ...(changed.length > 0
      ? [`New costs came while they were counted: ${changed.join(', ')}. Run the command again.`]
      : []),
    ...(complete ? [] : ['Interrupted; nothing was written. Run the command again from the beginning.']),
  ].join('\n\n');

const exitCodeOf = ({ complete, changed }: PasswordCheck): number => {
  if (!complete) return EXIT.interrupted;
  return changed.length > 0 ? EXIT.incomplete : EXIT.done;
};

const check = async ({ db, now }: CommandContext, { club }: { readonly club?: string }): Promise<Report> => {
  const { signal, end } = interruption();
  try {
    const report = progressLines(({ members }: PasswordCheck) => `${members} members`);
    const found = await checkPasswords(db(), { club, now, signal, report });
    return { json: found, text: textOf(found), exitCode: exitCodeOf(found) };
  } finally {
    end();
  }
};

/** Adds `loyalty members check-passwords`. */
export const addMemberPasswordCommands = (members: Command): void => {
  members
    .command('check-passwords')
    .description('count stored passwords by what their hashes cost')
    .option('--club <slug>', 'only the members of this club')
    .addHelpText(
      'after',
      `
Reads the whole table, once, also with --club, and shows no hash. What it finds becomes the work of a refused log-in
of the club: one hash of each cost, so that response times do not reveal members. Run it after an update from 0.1.0,
and again when the members whose hashes were imported have logged in; not while hashes are imported.

${exitCodesText({
  done: 'counted, and stored',
  incomplete: 'a club got hashes of a new cost meanwhile; its costs are as before',
  interrupted: 'interrupted',
})}

Examples:
  loyalty --local members check-passwords
  loyalty --local --json members check-passwords --club infinity-mall`,
    )
    .action(reporting(check));
};
