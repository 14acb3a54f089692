import { type Command, InvalidArgumentError } from 'commander';
import { createClubFromFile, existingClub, updateClubFromFile } from '#shared/admin/save-club.ts';
import { listClubs } from '#shared/data/clubs/clubs.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { clubFileOf } from '#shared/domain/clubs/club-file.ts';
import type { Change } from '#shared/domain/clubs/club-file-changes.ts';
import { mayRestore, shadowLogInOf } from '#shared/domain/clubs/moving-in.ts';
import { readClubFileInput } from '../club-file-input.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { addClubDeleteCommand } from './club-delete.ts';
import { addClubLintCommand } from './club-lint.ts';
import { addClubRecountCommand } from './club-recount.ts';

interface SaveOptions {
  readonly file: string;
  readonly ifVersion?: number;
}

const COLUMNS: readonly Column<Club>[] = [
  { title: 'SLUG', value: ({ slug }) => slug },
  { title: 'ID', value: ({ id }) => id },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'TIME ZONE', value: ({ timezone }) => timezone },
  { title: 'PRODUCTS', value: ({ products }) => Object.keys(products).join(', ') },
  { title: 'VERSION', value: ({ version }) => version },
];

const channelsOf = ({ channels: { sms, email, push } }: Club): string =>
  [
    sms && `sms from ${sms.sender_value}`,
    email && `email from ${email.from_name} <${email.from_email}>`,
    push && `push to ${[push.android_app_id, push.ios_app_id].filter(Boolean).join(' and ')}`,
  ]
    .filter(Boolean)
    .join(', ') || 'none';

/** A password may go to another system: shown wherever the club is. */
const movingInText = (club: Club): string => {
  const shadow = shadowLogInOf(club);
  const asks = shadow && `log-ins ask ${shadow.url}`;
  const what =
    [mayRestore(club) && 'imports restore', asks].filter(Boolean).join(', ') || 'nothing is allowed';
  return `yes (${what}); remove moving_in from the club file when the move is over`;
};

const clubText = (club: Club): string =>
  fieldsOf({
    Slug: club.slug,
    Id: club.id,
    Name: club.name,
    ...(club.customer_id !== undefined && { Customer: club.customer_id }),
    Country: club.country ?? '-',
    'Time zone': club.timezone,
    'Shortest password': club.password_min_length,
    ...(club.moving_in && { 'Moving in': movingInText(club) }),
    Identifiers: club.member_schema.identifiers.join(', '),
    Languages: `${club.member_schema.languages.join(', ')} (default ${club.member_schema.default_language})`,
    Properties: Object.keys(club.member_schema.properties).join(', '),
    Required: (club.member_schema.required ?? []).join(', ') || 'none',
    Products: Object.keys(club.products).join(', '),
    Channels: channelsOf(club),
    Messages: Object.keys(club.messages).join(', ') || 'none',
    'Schema version': club.schema_version,
    Version: club.version,
    Created: club.created_at,
    Updated: club.updated_at,
  });

const changeText = ({ path, ...change }: Change): string[] => [
  `  ${path}`,
  ...('before' in change ? [`    - ${JSON.stringify(change.before)}`] : []),
  ...('after' in change ? [`    + ${JSON.stringify(change.after)}`] : []),
];

const create = async ({ db, now }: CommandContext, slug: string, { file }: SaveOptions): Promise<Report> => {
  const club = await createClubFromFile(db(), { slug, file: await readClubFileInput(file), now });
  return {
    json: club,
    text: `Created club "${slug}" (id ${club.id}).`,
    act: { clubs: [slug], about: { version: club.version } },
  };
};

const update = async (
  { db, now }: CommandContext,
  slug: string,
  { file, ifVersion }: SaveOptions,
): Promise<Report> => {
  const content = await readClubFileInput(file);
  const { club, changes } = await updateClubFromFile(db(), { slug, file: content, now, ifVersion });
  if (changes.length === 0) return { json: { club, changes }, text: `Nothing to change in club "${slug}".` };
  const saved = `Updated club "${slug}" to version ${club.version}, schema version ${club.schema_version}.`;
  return {
    json: { club, changes },
    text: [saved, ...changes.flatMap(changeText)].join('\n'),
    act: { clubs: [slug], about: { version: club.version, changes: changes.length } },
  };
};

const show = async (
  { db }: CommandContext,
  slug: string,
  { asFile }: { readonly asFile?: boolean },
): Promise<Report> => {
  const club = await existingClub(db(), slug);
  const file = clubFileOf(club);
  return asFile ? { json: file, text: JSON.stringify(file, null, 2) } : { json: club, text: clubText(club) };
};

const list = async ({ db }: CommandContext): Promise<Report> => {
  const table = db();
  const clubs = await Promise.all((await listClubs(table)).map(({ slug }) => existingClub(table, slug)));
  const none = 'There are no clubs yet. Create one with "loyalty clubs create".';
  return { json: clubs, text: clubs.length === 0 ? none : tableOf(COLUMNS, clubs) };
};

const versionNumber = (text: string): number => {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new InvalidArgumentError('Pass a number, at least 1.');
  return Number(text);
};

/** Adds `loyalty clubs …`. */
export const addClubCommands = (program: Command): void => {
  const clubs = program.command('clubs').description('create, change, show and delete clubs');

  clubs
    .command('create')
    .description('create a club from a club file')
    .argument('<slug>', 'name of the club in URLs: a to z, digits, hyphens')
    .requiredOption('--file <path>', 'the club file (JSON); "-" reads standard input')
    .addHelpText(
      'after',
      `
A club file has name, timezone, member_schema, products and channels; country (in which national
phone numbers are read), password_min_length, moving_in (true while members move in from another
system, or an object with restore and shadow), messages, links, branding and consent_names may be left out.
local/demo/infinity-mall.json is one to start from.
A file with mistakes is refused, each mistake with its place.

Examples:
  loyalty --local clubs create infinity-mall --file local/demo/infinity-mall.json
  loyalty --table loyalty-prod clubs create north-mall --file north-mall.json`,
    )
    .action(reporting(create));

  clubs
    .command('update')
    .description('change a club to what its club file says, and show the changes')
    .argument('<slug>', 'the club')
    .requiredOption('--file <path>', 'the club file (JSON); "-" reads standard input')
    .option('--if-version <number>', 'refuse when the club is no longer at this version', versionNumber)
    .addHelpText(
      'after',
      `
The file describes the whole club: what it leaves out is removed. Ids, members and tokens stay.

Examples:
  loyalty --local clubs show infinity-mall --as-file > club.json
  loyalty --local clubs update infinity-mall --file club.json
  loyalty --local clubs update infinity-mall --file club.json --if-version 4`,
    )
    .action(reporting(update));

  clubs
    .command('show')
    .description('show one club')
    .argument('<slug>', 'the club')
    .option('--as-file', 'print the file of the club, to edit it and pass it to update')
    .addHelpText(
      'after',
      '\nExamples:\n  loyalty --local clubs show infinity-mall\n  loyalty --local --json clubs show infinity-mall',
    )
    .action(reporting(show));

  clubs
    .command('list')
    .description('list all clubs')
    .addHelpText('after', '\nExample:\n  loyalty --local clubs list')
    .action(reporting(list));

  addClubDeleteCommand(clubs);
  addClubLintCommand(clubs);
  addClubRecountCommand(clubs);
};
