import { type Command, Option } from 'commander';
import { type ListedSending, listSendings } from '#shared/admin/list-sendings.ts';
import { existingClub } from '#shared/admin/save-club.ts';
import { findSendingOf, stopSending } from '#shared/admin/stop-sending.ts';
import { findMessage } from '#shared/data/messaging/messages.ts';
import type { Exclusions } from '#shared/domain/messaging/deliverability.ts';
import type { Sending } from '#shared/domain/messaging/sending.ts';
import { sendingView } from '#shared/domain/messaging/views.ts';
import { SENDING_STATUSES, type SendingStatus } from '#shared/vocabulary.ts';
import { between, wholeNumber } from '../arguments.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface SendingOptions {
  readonly club: string;
}

/** `3 (2 no_consent, 1 no_device)` */
const exclusionsText = (exclusions: Exclusions): string => {
  const rows = Object.entries(exclusions);
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return rows.length === 0
    ? '0'
    : `${total} (${rows.map(([reason, count]) => `${count} ${reason}`).join(', ')})`;
};

const sendingText = (sending: Sending, message: string): string =>
  fieldsOf({
    Sending: sending.id,
    Message: `${sending.message_id} ${message}`,
    Status: sending.status,
    ...(sending.scheduled_at && { Scheduled: sending.scheduled_at }),
    ...(sending.transmitted_at && { Transmitted: sending.transmitted_at }),
    Audience: sending.audience_id ?? '-',
    Recipients: sending.recipients.length,
    Dispatches: sending.dispatches_count ?? '-',
    ...(sending.exclusions && { Excluded: exclusionsText(sending.exclusions) }),
    Priority: sending.priority ?? '-',
    Created: sending.created_at,
    Updated: sending.updated_at,
  });

const show = async ({ db }: CommandContext, id: number, { club: slug }: SendingOptions): Promise<Report> => {
  const club = await existingClub(db(), slug);
  const sending = await findSendingOf(db(), club, id);
  const message = await findMessage(db(), slug, sending.message_id);
  return { json: sendingView(sending), text: sendingText(sending, message?.entity.name ?? '') };
};

const OUTCOMES: Readonly<Record<string, string>> = {
  draft: 'It had not begun. It is a draft again, and nothing is sent.',
  cancelled: 'It is cancelled. What was transmitted before stays transmitted.',
};

const cancel = async (context: CommandContext, id: number, { club }: SendingOptions): Promise<Report> => {
  const sending = await stopSending(context.runtime(), await existingClub(context.db(), club), id);
  const outcome = OUTCOMES[sending.status] ?? `It is ${sending.status}.`;
  return {
    json: sendingView(sending),
    text: `Sending ${id} is stopped. ${outcome}`,
    act: { clubs: [club], about: { sending: id } },
  };
};

interface ListOptions extends SendingOptions {
  readonly message?: number;
  readonly status?: SendingStatus;
  readonly limit: number;
}

const COLUMNS: readonly Column<ListedSending>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'MESSAGE', value: ({ message_id, message }) => `${message_id} ${message}` },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'RECIPIENTS', value: ({ recipients_count }) => recipients_count },
  { title: 'AUDIENCE', value: ({ audience_id }) => audience_id ?? '-' },
  { title: 'DISPATCHES', value: ({ dispatches_count }) => dispatches_count ?? '-' },
  { title: 'SCHEDULED', value: ({ scheduled_at }) => scheduled_at ?? '-' },
  { title: 'TRANSMITTED', value: ({ transmitted_at }) => transmitted_at ?? '-' },
];

const list = async (
  { db }: CommandContext,
  { club: slug, message, status, limit }: ListOptions,
): Promise<Report> => {
  const all = await listSendings(db(), await existingClub(db(), slug), { message, status });
  const shown = all.slice(0, limit);
  const text = shown.length === 0 ? 'There are no such sendings.' : tableOf(COLUMNS, shown);
  const more = all.length - shown.length;
  return { json: shown, text: more > 0 ? `${text}\n\n… and ${more} earlier ones; see --limit.` : text };
};

const LIMITS = { most: 10_000, usual: 50 } as const;

/** Adds `loyalty sendings …`. */
export const addSendingCommands = (program: Command): void => {
  const sendings = program.command('sendings').description('list, show and stop sendings of messages');

  sendings
    .command('list')
    .description('list the sendings of a club, the newest first')
    .requiredOption('--club <slug>', 'the club')
    .option('--message <id>', 'only those of this message', wholeNumber)
    .addOption(new Option('--status <status>', 'only those in this status').choices(SENDING_STATUSES))
    .option('--limit <number>', 'how many at most', between(1, LIMITS.most, true), LIMITS.usual)
    .addHelpText(
      'after',
      `
Reads the table: the API shows the latest sending of each message only ("messages list").

Examples:
  loyalty --local sendings list --club infinity-mall
  loyalty --local sendings list --club infinity-mall --status scheduled`,
    )
    .action(reporting(list));

  sendings
    .command('show')
    .description('show a sending')
    .argument('<id>', 'the sending id', wholeNumber)
    .requiredOption('--club <slug>', 'the club')
    .addHelpText('after', '\nExample:\n  loyalty --local sendings show 7 --club infinity-mall')
    .action(reporting(show));

  sendings
    .command('cancel')
    .description('stop a sending that is scheduled or running')
    .argument('<id>', 'the sending id', wholeNumber)
    .requiredOption('--club <slug>', 'the club')
    .addHelpText(
      'after',
      `
One that is under way is cancelled; a message that is at the provider already is not called back. One that is
scheduled becomes a draft again, as the API knows no other way to take it back.

Example:
  loyalty --local sendings cancel 7 --club infinity-mall`,
    )
    .action(reporting(cancel));
};
