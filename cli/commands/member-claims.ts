import type { Command } from 'commander';
import { type BrokenClaim, type ClaimCheck, checkClaims } from '#shared/admin/check-claims.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { UsageError } from '../failures.ts';
import { interruption } from '../interruption.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { progressLines } from '../progress-lines.ts';
import { type CommandContext, reporting } from '../run.ts';

interface ClaimOptions {
  readonly club?: string;
  readonly mend?: boolean;
  readonly yes?: boolean;
}

const COLUMNS: readonly Column<BrokenClaim>[] = [
  { title: 'CLUB', value: ({ club }) => club },
  { title: 'IDENTIFIER', value: ({ identifier }) => identifier },
  { title: 'FAULT', value: ({ fault }) => fault },
  { title: 'CLAIMED BY', value: ({ claimed_by }) => claimed_by ?? '-' },
  { title: 'HELD BY', value: ({ members }) => members.join(', ') || '-' },
  { title: 'MENDED', value: ({ mended }) => (mended ? 'yes' : 'no') },
];

const SHOWN = 50;

const progressLine = ({ members, claims, broken, mended }: ClaimCheck): string =>
  `${members} members  ${claims} claims  ${broken.length} broken  ${mended} mended`;

const brokenIn = ({ found }: ClaimCheck): number =>
  Object.values(found).reduce((sum, count) => sum + count, 0);

const adviceOf = ({ found, mended, under_way, ...check }: ClaimCheck, mend: boolean): string[] => {
  const rest = brokenIn({ found, mended, under_way, ...check }) - found.twins - mended;
  return [
    ...(found.twins > 0
      ? [
          'Twins: several members have one value, and the table does not say whose it is. Look at each (members get), change the\nvalue of the wrong ones over the API or erase them (members erase), and run this again.',
        ]
      : []),
    ...(rest > 0 && !mend ? ['Nothing was repaired. To repair it, pass --mend --yes.'] : []),
    ...(rest > 0 && mend ? ['Some changed before they could be repaired. Run the command again.'] : []),
    ...(under_way > 0 ? [`${under_way} were being written: to be sure, run it again in five minutes.`] : []),
    ...(check.complete ? [] : ['Interrupted. Run the command again from the beginning.']),
  ];
};

const textOf = (check: ClaimCheck, mend: boolean): string => {
  const total = brokenIn(check);
  const counts = fieldsOf({
    Members: check.members,
    Claims: check.claims,
    Missing: check.found.missing,
    Misplaced: check.found.misplaced,
    Orphans: check.found.orphan,
    Twins: check.found.twins,
    Mended: check.mended,
  });
  // What stays comes first.
  const shown = [...check.broken].sort((a, b) => Number(a.mended) - Number(b.mended)).slice(0, SHOWN);
  const table = shown.length > 0 ? [tableOf(COLUMNS, shown)] : [];
  const more = total > shown.length ? [`… and ${total - shown.length} more.`] : [];
  return [counts, ...table, ...more, ...adviceOf(check, mend)].join('\n\n');
};

const exitCodeOf = (check: ClaimCheck): number => {
  if (!check.complete) return EXIT.interrupted;
  return brokenIn(check) > check.mended ? EXIT.incomplete : EXIT.done;
};

const check = async ({ db }: CommandContext, { club, mend, yes }: ClaimOptions): Promise<Report> => {
  if ((mend === true) !== (yes === true))
    throw new UsageError('Run it without options first, then repair with --mend --yes.');
  const { signal, end } = interruption();
  try {
    const now = () => new Date().toISOString();
    const found = await checkClaims(db(), {
      club,
      mend: mend === true,
      now,
      signal,
      report: progressLines(progressLine),
    });
    return { json: found, text: textOf(found, mend === true), exitCode: exitCodeOf(found) };
  } finally {
    end();
  }
};

/** Adds `loyalty members check-claims`. */
export const addMemberClaimCommands = (members: Command): void => {
  members
    .command('check-claims')
    .description('find members without claims and claims without members, and repair them')
    .option('--club <slug>', 'only the members of this club')
    .option('--mend', 'repair what can be repaired; needs --yes')
    .option('--yes', 'do it')
    .addHelpText(
      'after',
      `
Reads the whole table, once, also with --club, while everything else runs; each write is conditional on what was read.
  missing    a member has a value without a claim                     repaired: the member gets the claim
  misplaced  the claim names a member without the value               repaired: the holder gets the claim
  orphan     no member has the value                                  repaired: the claim is deleted
  twins      several members have the value                           never repaired: an operator decides
Claims younger than five minutes may be of writes under way, and are left alone. An interrupted run is begun again.

${exitCodesText({
  done: 'nothing is broken, or all of it was repaired',
  incomplete: 'something is broken still: twins, or what was only looked at',
  interrupted: 'interrupted; what was repaired stays repaired',
})}

Examples:
  loyalty --local members check-claims
  loyalty --local members check-claims --club infinity-mall --mend --yes`,
    )
    .action(reporting(check));
};
