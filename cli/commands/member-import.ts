import { type Command, Option } from 'commander';
import { addApiOptions } from '../api-access.ts';
import { between, repeated } from '../arguments.ts';
import { exitCodesText } from '../exit-codes.ts';
import { type ImportOptions, importMembers } from '../import/import-members.ts';
import { reporting } from '../run.ts';

const HELP = `
What the file may be: CSV or TSV (any length, in any encoding), an Excel workbook (.xlsx, up to 64 MB unpacked),
JSON Lines, or a JSON array of members.

Columns are properties of the club's schema, under their own names; case, spaces and punctuation do not count
("First Name" is first_name). Others: id, password, password_hash, sms_enabled, email_enabled, push_enabled,
optin_channel, optin_subchannel, created_at, consents.<slug> (yes or no), and properties.<name> where a property is
called like one of these; with --restore also updated_at, sms_status, email_status, push_status, updated_channel,
updated_subchannel, banned_until, person_id, consents.<slug>.updated_at and consents.<slug>.version. --map says what other titles are. An empty cell changes nothing, and rows of empty cells
are none. Arrays are items between semicolons, or JSON; booleans are true/false, yes/no, 1/0 and the words of
--booleans; dates are yyyy-mm-dd or in the form of --dates. A JSON line is a member as the API takes it, or just its
properties; LF, CRLF and CR end a line. A first line sep=; names the delimiter, and ="4790000001" is the text
4790000001, as spreadsheets write them.

UTF-8 and UTF-16 are found by themselves. What is neither is read as windows-1252 where its bytes and the club's
languages leave no doubt, and the command says so; otherwise it stops and asks for --encoding.

Rows that the API would refuse a whole request for, and numbers beyond 2^53 - 1, are left out with a reason;
a request that is refused all the same is halved until the row is found.

With --restore, --dry-run asks the API, request by request: rows that name a member of an earlier request of the file
count as if that had not come.

Beside the file are kept: FILE.import, the journal that --resume reads, gone when all is done (the file may be
mended before, behind the rows that were sent); and FILE.errors.csv (or .jsonl), each error with the line of the file
(in a workbook, the row). Rows with the same e-mail or MSISDN within one request of 1000 are not sent twice; they are
in the errors file.

${exitCodesText({
  done: 'every row was created or updated (or would be sent, with --dry-run)',
  incomplete: 'the import ended, but some rows did not make it; the errors file has them',
  interrupted: 'interrupted; continue with --resume',
})}

Examples:
  loyalty --local members import members.csv --club infinity-mall --dry-run
  loyalty --local members import members.csv --club infinity-mall
  loyalty --local members import kunder.xlsx --club infinity-mall --map "Mobil=msisdn" --map "Notat=" \\
    --dates dd.mm.yyyy --booleans ja/nei --save-mapping kunder.json
  loyalty --local members import kunder-2.xlsx --club infinity-mall --mapping kunder.json
  loyalty --local members import old-members.jsonl --club infinity-mall --restore
  LOYALTY_TOKEN=... loyalty members import changes.jsonl --url https://api.example.com \\
    --club infinity-mall --operation update --by email`;

type CommandOptions = Omit<ImportOptions, 'file'> & { readonly restore?: boolean };

/** Options that say how a file of members is written. */
export const addMappingOptions = (command: Command): Command =>
  command
    .option('--map <title=name>', 'what a column is, as in "E-mail=email"; repeat for more', repeated, [])
    .option('--skip-column <title>', 'leave a column out; repeat for more', repeated, [])
    .option('--mapping <file>', 'read all of this from a file; options override it')
    .option('--country <code>', 'of national phone numbers, as in NO (the country of the club)')
    .option('--dates <form>', 'form of dates, as in dd.mm.yyyy (yyyy-mm-dd)')
    .option('--booleans <yes/no>', 'words for yes and no, as in ja/nei')
    .option('--encoding <name>', 'of a text file, as in windows-1252 (found in the file)')
    .option('--delimiter <character>', 'between CSV cells (the most frequent one in the header)')
    .option('--sheet <name>', 'of a workbook (the first visible one with values)')
    .option('--no-trim', 'keep the spaces around values');

/** Options of the run of an import. */
export const addRunOptions = (command: Command): Command =>
  command
    .option('--resume', 'continue an import that was interrupted')
    .option('--concurrency <number>', 'requests at once', between(1, 16, true), 4)
    .option('--poll <seconds>', 'pause between two reads of a status', between(0.2, 60, false), 5);

/** Adds `loyalty members import`. */
export const addMemberImportCommand = (members: Command): void => {
  const command = addApiOptions(members.command('import'))
    .description('import members from a CSV, Excel or JSON file, over the HTTP API')
    .argument('<file>', 'file.csv or file.xlsx (with a header), file.jsonl or file.json')
    .addOption(
      new Option('--operation <operation>', 'create also updates members that exist; update creates none')
        .choices(['create', 'update'])
        .default('create'),
    )
    .addOption(
      new Option(
        '--restore',
        'bring members of another system with ids, times and statuses, while the club is moving_in',
      ).conflicts('operation'),
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
    );
  addMappingOptions(command).option(
    '--save-mapping <file>',
    'write the mapping to a file, for the next list of this kind',
  );
  command
    .option('--dry-run', 'say what the import would do, row by row, and send nothing')
    .option('--only-valid', 'check the values of rows first, and do not send those with invalid ones');
  addRunOptions(command)
    .addHelpText('after', HELP)
    .action(
      reporting((context, file: string, { restore, ...options }: CommandOptions) =>
        importMembers(context, { ...options, ...(restore && { operation: 'restore' as const }), file }),
      ),
    );
};
