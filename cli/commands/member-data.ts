import type { Command } from 'commander';
import { eraseMember } from '#shared/admin/erase-member.ts';
import { exportMember, type MemberRecord, memberRecord } from '#shared/admin/member-export.ts';
import { lookUpMember } from '#shared/admin/member-lookup.ts';
import { UsageError } from '../failures.ts';
import { addMemberArgument, kindOf, type WhoOptions } from '../member-names.ts';
import { listed } from '../member-output.ts';
import { fieldsOf, type Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface RecordOptions extends WhoOptions {
  readonly club: string;
}

interface EraseOptions extends RecordOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

const found = ({ db }: Pick<CommandContext, 'db'>, name: string, { club, by }: RecordOptions) =>
  lookUpMember(db(), { club, by: by ?? kindOf(name), name });

const recordText = ({ club, member, ...rest }: MemberRecord): string => {
  const live = rest.sessions.filter((session) => session.live).length;
  const indent = ' '.repeat('App installations  '.length);
  return fieldsOf({
    Member: member.id,
    Club: club.slug,
    Properties: listed(member.properties, indent),
    Consents: listed(member.consents, indent),
    'E-mail': member.email_status,
    SMS: member.sms_status,
    Push: member.push_status,
    Password: member.has_password ? 'set' : 'none',
    ...(member.banned_until && { 'Banned until': member.banned_until }),
    Sessions: `${live} live, ${rest.sessions.length - live} ended`,
    'App installations': rest.app_installations.length,
    Messages: rest.messages.length,
    Created: `${member.created_at} by ${member.optin_channel ?? '-'}`,
    Updated: member.updated_at,
  });
};

const get = async (context: CommandContext, name: string, options: RecordOptions): Promise<Report> => {
  const { club, member } = await found(context, name, options);
  const record = await memberRecord(context.db(), club, member, context.now);
  return { json: record.member, text: recordText(record) };
};

const exportAll = async (context: CommandContext, name: string, options: RecordOptions): Promise<Report> => {
  const { club, member } = await found(context, name, options);
  const json = await exportMember(context.db(), club, member, context.now);
  return { json, text: JSON.stringify(json, null, 2) };
};

const countsText = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what.replaceAll('_', ' ')}`)
    .join(', ') || 'nothing';

const erase = async (
  context: CommandContext,
  name: string,
  { yes, dryRun, ...options }: EraseOptions,
): Promise<Report> => {
  if ((yes === true) === (dryRun === true))
    throw new UsageError('This cannot be undone. Look first with --dry-run, then pass --yes.');
  const { club, member } = await found(context, name, options);
  if (dryRun) {
    const record = await memberRecord(context.db(), club, member, context.now);
    const json = { dry_run: true, member: member.id, club: club.slug };
    return { json, text: `${recordText(record)}\n\nNothing was erased: this was a rehearsal.` };
  }
  const receipt = await eraseMember(context.runtime(), club, member);
  const text = fieldsOf({
    Erased: `member ${receipt.member} of ${receipt.club}`,
    At: receipt.erased_at,
    Removed: countsText(receipt.removed),
    Follows: countsText(receipt.follows),
    Stays: `${countsText(receipt.stays)} (no personal data)`,
    'Record SHA-256': receipt.record_sha256 ?? 'none: it changed at the same moment',
  });
  return { json: receipt, text, act: { clubs: [receipt.club], about: { member: receipt.member } } };
};

const who = (command: Command): Command =>
  addMemberArgument(command).requiredOption('--club <slug>', 'the club of the member');

/** Adds `loyalty members get`, `… export` and `… erase`. */
export const addMemberDataCommands = (members: Command): void => {
  who(
    members
      .command('get')
      .description('show a member as the table has it, with its sessions, app installations and messages'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  loyalty --local members get 42 --club infinity-mall\n  loyalty --local members get kari@example.com --club infinity-mall\n  loyalty --local members get +4740485124 --club infinity-mall',
    )
    .action(reporting(get));

  who(members.command('export').description('print all data of a member, as JSON'))
    .addHelpText(
      'after',
      `
Properties, consents, statuses, sessions, app installations, messages, mailed tokens, failed log-ins. Of secrets
it says that there are any. Not in it: rows of bulks under way, which are erased within a day, and what was sent to
an address that was the member's no more. record_sha256 is the same for the same record; a receipt of "erase" names it.

Example:
  loyalty --local members export 42 --club infinity-mall > member-42.json`,
    )
    .action(reporting(exportAll));

  who(members.command('erase').description('erase a member for good, and give a receipt'))
    .option('--dry-run', 'show the member, erase nothing')
    .option('--yes', 'do it')
    .addHelpText(
      'after',
      `
The same as DELETE members/:id, without a message to the member. Texts and addresses of messages that it was sent
follow within seconds, by the worker on the table's stream. A tombstone without personal data stays for 30 days.

Examples:
  loyalty --local members erase 42 --club infinity-mall --dry-run
  loyalty --local --json members erase 42 --club infinity-mall --yes > receipt-42.json`,
    )
    .action(reporting(erase));
};
