import { type Command, Option } from 'commander';
import { between } from '../arguments.ts';
import { exitCodesText } from '../exit-codes.ts';
import { type ImportOptions, importMembers } from '../import/import-members.ts';
import { reporting } from '../run.ts';
import { addMemberClaimCommands } from './member-claims.ts';
import { addMemberDataCommands } from './member-data.ts';
import { addMemberNumberCommands } from './member-numbers.ts';
import { addMemberSessionCommands } from './member-sessions.ts';

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds `loyalty members …`. */
export const addMemberCommands = (program: Command): void => {
  const members = program
    .command('members')
    .description(
      'import, show, export and erase members; list and end their sessions; check their claims and numbers',
    );
  addMemberDataCommands(members);
  addMemberSessionCommands(members);
  addMemberClaimCommands(members);
  addMemberNumberCommands(members);

  members
    .command('import')
    .description('import members from a CSV or JSONL file of any length, over the HTTP API')
    .argument('<file>', 'file.csv (with a header) or file.jsonl')
    .requiredOption('--club <slug>', 'the club')
    .addOption(
      new Option('--operation <operation>', 'create also updates members that exist; update creates none')
        .choices(['create', 'update'])
        .default('create'),
    )
    .addOption(
      new Option('--by <identifier>', 'how an update finds its members (default: id)').choices([
        'id',
        'email',
        'msisdn',
      ]),
    )
    .addOption(
      new Option('--multi-values <mode>', 'what an update does with arrays').choices(['replace', 'append']),
    )
    .option('--url <url>', 'address of the API; with --local http://127.0.0.1:PORT (3000)')
    .option('--token <token>', 'the client token; otherwise LOYALTY_TOKEN; with --local the demo token')
    .option('--product <name>', 'the calling product', 'default')
    .option('--delimiter <character>', 'between CSV cells; by default the most frequent one in the header')
    .option('--skip-column <title>', 'leave a column out; repeat for more', collect, [])
    .option('--dry-run', 'read, map and check everything, send nothing')
    .option('--resume', 'continue an import that was interrupted')
    .option('--concurrency <number>', 'requests at once', between(1, 16, true), 4)
    .option('--poll <seconds>', 'pause between two reads of a status', between(0.2, 60, false), 5)
    .addHelpText(
      'after',
      `
Columns are properties of the club's schema, under their own names. Others: id, password, password_hash, sms_enabled,
email_enabled, push_enabled, optin_channel, optin_subchannel, created_at, consents.<slug> (yes or no),
and properties.<name> where a property is called like one of these. An empty cell changes nothing.
Arrays are items between semicolons, or JSON; booleans are true/false, yes/no, 1/0.
A JSONL line is a member as the API takes it, or just its properties; LF, CRLF and CR end a line.
A first line sep=; names the delimiter, and ="4790000001" is the text 4790000001, as spreadsheets write them.
Rows that the API would refuse a whole request for, and numbers beyond 2^53 - 1, are left out with a reason;
a request that is refused all the same is halved until the row is found.

Beside the file are kept: FILE.import, the journal that --resume reads, gone when all is done (the file may be
mended before, behind the rows that were sent); and
FILE.errors.csv (or .jsonl), each error with the line of the file. Rows with the same e-mail or MSISDN
within one request of 1000 are not sent twice; they are in the errors file.

${exitCodesText({
  done: 'every row was created or updated (or would be sent, with --dry-run)',
  incomplete: 'the import ended, but some rows did not make it; the errors file has them',
  interrupted: 'interrupted; continue with --resume',
})}

Examples:
  loyalty --local members import members.csv --club infinity-mall --dry-run
  loyalty --local members import members.csv --club infinity-mall
  LOYALTY_TOKEN=... loyalty members import changes.jsonl --url https://api.example.com \\
    --club infinity-mall --operation update --by email`,
    )
    .action(
      reporting((context, file: string, options: Omit<ImportOptions, 'file'>) =>
        importMembers(context, { ...options, file }),
      ),
    );
};
