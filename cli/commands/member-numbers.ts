import type { Command } from 'commander';
import { checkNumbers, type DoubtfulNumber, type NumberCheck } from '#shared/admin/check-numbers.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { interruption } from '../interruption.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { progressLines } from '../progress-lines.ts';
import { type CommandContext, reporting } from '../run.ts';

const COLUMNS: readonly Column<DoubtfulNumber>[] = [
  { title: 'CLUB', value: ({ club }) => club },
  { title: 'MEMBER', value: ({ member }) => String(member) },
  { title: 'STORED', value: ({ msisdn }) => msisdn },
  { title: 'FAULT', value: ({ fault }) => fault },
  { title: 'READ AS', value: ({ read_as }) => read_as ?? '-' },
];

const SHOWN = 50;

const progressLine = ({ members, found }: NumberCheck): string =>
  `${members} members  ${found.impossible} impossible  ${found.another} another`;

const totalOf = ({ found }: NumberCheck): number => found.impossible + found.another;

const ADVICE = `These members are found, log in and are removed by the number as it is stored, and an SMS to it goes where these
digits lead. Ask the member for the number, or change it over the API with its country code (PUT members/:id).`;

const textOf = (check: NumberCheck): string => {
  const { members, found, numbers, complete } = check;
  const counts = fieldsOf({ Members: members, Impossible: found.impossible, Another: found.another });
  const shown = numbers.slice(0, SHOWN);
  const more = totalOf(check) - shown.length;
  return [
    counts,
    ...(shown.length > 0 ? [tableOf(COLUMNS, shown)] : []),
    ...(more > 0 ? [`… and ${more} more; --json lists up to 1000 of each fault.`] : []),
    ...(shown.length > 0 ? [ADVICE] : []),
    ...(complete ? [] : ['Interrupted. Run the command again from the beginning.']),
  ].join('\n\n');
};

const exitCodeOf = (check: NumberCheck): number => {
  if (!check.complete) return EXIT.interrupted;
  return totalOf(check) > 0 ? EXIT.incomplete : EXIT.done;
};

const check = async ({ db }: CommandContext, { club }: { readonly club?: string }): Promise<Report> => {
  const { signal, end } = interruption();
  try {
    const found = await checkNumbers(db(), { club, signal, report: progressLines(progressLine) });
    return { json: found, text: textOf(found), exitCode: exitCodeOf(found) };
  } finally {
    end();
  }
};

/** Adds `loyalty members check-numbers`. */
export const addMemberNumberCommands = (members: Command): void => {
  members
    .command('check-numbers')
    .description("list stored phone numbers that are impossible, or others in their club's country")
    .option('--club <slug>', 'only the members of this club')
    .addHelpText(
      'after',
      `
Reads the whole table, once, also with --club, while everything else runs, and writes nothing. The output holds
phone numbers.
  impossible  no number of that length exists under its country code, and the club's country has none either
  another     the club's country reads the digits as another number: 90123456 is 4790123456 in a Norwegian club

${exitCodesText({
  done: 'every stored number is possible, and what its club would store',
  incomplete: 'there are others, as listed',
  interrupted: 'interrupted',
})}

Examples:
  loyalty --local members check-numbers
  loyalty --local --json members check-numbers --club infinity-mall`,
    )
    .action(reporting(check));
};
