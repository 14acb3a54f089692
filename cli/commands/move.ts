import type { Command } from 'commander';
import { checkShadow } from '#shared/admin/check-shadow.ts';
import { addApiOptions } from '../api-access.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { type ImportOptions, importMembers } from '../import/import-members.ts';
import { addMemberArgument, kindOf, type WhoOptions } from '../member-names.ts';
import { type VerifyOptions, verifyMembers } from '../move/verify.ts';
import type { Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { readTextOf } from '../text-input.ts';
import { addMappingOptions, addRunOptions } from './member-import.ts';

const DELTA_HELP = `
Restores the rows of FILE as "members import --restore" does, with the same engine, journal (--resume) and errors file;
the club must be moving_in. Of a member that exists, the later state counts, by updated_at: what changed here later stays,
however close the two writes come. The same file again changes nothing.

  Created            new in the other system
  Updated            changed there since
  Unchanged          the row says what the member is
  Newer here         the member changed here later, or the row has no time
  Not changed since  the row is older than --since, and was not sent

Rows without a time are always sent. Removals are in no file of members: "move verify --extra" lists the members that
only this system has.

${exitCodesText({
  done: 'every row has its decision',
  incomplete: 'some rows did not make it; the errors file has them',
  interrupted: 'interrupted; continue with --resume',
})}

Examples:
  loyalty --local move delta --club infinity-mall --file changed.jsonl --since 2026-06-01T00:00:00Z
  loyalty --local move delta --club infinity-mall --file export-2.jsonl --since 2026-06-01T00:00:00Z --dry-run`;

const VERIFY_HELP = `
Compares every row with the member of its id, field by field: properties, statuses, consents with their times, versions
and evidence, channels, times, ban, person_id, and whether the password is that of the hash. Times are compared as
instants, identifiers as they are stored. A status, and evidence, that a row does not state may be any; everything else
that it does not state is nothing. It reads the table and writes nothing; read access is enough.

  missing          the file has a value, the member has none; "(member)": there is no member of the id
  extra            the member has a value, the file has none
  differs          both have one
  changed later    differences of members that changed here after their row, which they may; not counted as differences

All of them are in FILE.verify.errors.csv (or .jsonl), with the values; only its owner may read it. FILE.verify is the
journal that --resume reads, gone when all is done. It holds some thousand rows at a time; --extra holds 8 bytes a row
besides.

${exitCodesText({
  done: 'no difference',
  incomplete: 'there are differences, or rows that cannot be compared',
  interrupted: 'interrupted; continue with --resume',
})}

Examples:
  loyalty --local move verify --club infinity-mall --file export.jsonl
  loyalty --local --json move verify --club infinity-mall --file export.jsonl --extra`;

type DeltaOptions = Omit<ImportOptions, 'operation' | 'onlyValid'>;

const addDelta = (move: Command): void => {
  const command = addApiOptions(move.command('delta'))
    .description('bring over what changed in the other system, over the HTTP API, while both are in use')
    .requiredOption('--file <file>', 'the members that changed, or a whole export')
    .option('--since <time>', 'leave out rows that changed before, as in 2026-06-01T00:00:00Z')
    .option('--dry-run', 'say what would become of the rows, and write nothing');
  addMappingOptions(command);
  addRunOptions(command)
    .addHelpText('after', DELTA_HELP)
    .action(
      reporting((context, options: DeltaOptions) =>
        importMembers(context, { ...options, operation: 'restore' }),
      ),
    );
};

const addVerify = (move: Command): void => {
  const command = move
    .command('verify')
    .description('compare an export of the other system with the members that there are')
    .requiredOption('--club <slug>', 'the club')
    .requiredOption('--file <file>', 'the export, as it was restored')
    .option('--extra', 'list members that the file does not have, too')
    .option('--resume', 'continue a verification that was interrupted');
  addMappingOptions(command)
    .addHelpText('after', VERIFY_HELP)
    .action(reporting((context, options: VerifyOptions) => verifyMembers(context, options)));
};

const SHADOW_HELP = `
Asks the old system about the password of a member as a log-in does while moving_in.shadow is on, and stores nothing.

  verified   the password is the member's: a log-in would go on, and the password be stored here
  refused    it is not, or the old system knows no such member (461), or takes no more guesses (429)
  rejected   the old system refuses the request, whatever the password, or names another member
  failed     no usable answer within three seconds

${exitCodesText({ done: 'verified', incomplete: 'not verified', interrupted: null })}

Example:
  printf %s "$PASSWORD" | loyalty move check-shadow ann@example.com --club infinity-mall --password-file -`;

interface ShadowOptions extends WhoOptions {
  readonly club: string;
  readonly passwordFile: string;
}

const checkShadowOf = async (
  { db, secret, now, isLocal }: CommandContext,
  name: string,
  { club, by = kindOf(name), passwordFile }: ShadowOptions,
): Promise<Report> => {
  const password = (await readTextOf('The password', passwordFile)).replace(/\r?\n$/, '');
  const query = { club, by, name, password, now, loopback: isLocal };
  const check = await checkShadow(db(), secret(), query);
  const asked = check.asked_at_log_in ? 'asks' : 'does not ask';
  return {
    json: check,
    text: `${check.result} (${check.answer}). A log-in of member ${check.member} ${asked} the old system.`,
    ...(check.result !== 'verified' && { exitCode: EXIT.incomplete }),
  };
};

const addCheckShadow = (move: Command): void => {
  addMemberArgument(move.command('check-shadow'))
    .description('ask the old system about the password of a member, as the shadow log-in does')
    .requiredOption('--club <slug>', 'the club')
    .requiredOption('--password-file <file>', 'text file with the password, or - for standard input')
    .addHelpText('after', SHADOW_HELP)
    .action(reporting(checkShadowOf));
};

/** Adds `loyalty move …`. */
export const addMoveCommands = (program: Command): void => {
  const move = program
    .command('move')
    .description('move the members of another system: verify what was restored, bring over later changes');
  addVerify(move);
  addDelta(move);
  addCheckShadow(move);
};
