import { type Command, Option } from 'commander';
import { MESSAGING_PER_PAGE } from '#shared/domain/messaging/list-queries.ts';
import { SENDINGS_STATUSES, SERVICES, type SendingsStatus, type Service } from '#shared/vocabulary.ts';
import type { Message, MessageChannel } from '../../packages/client/src/main.ts';
import { type ApiOptions, addApiOptions } from '../api-access.ts';
import { throughApi } from '../api-client.ts';
import { wholeNumber } from '../arguments.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { addPageOptions, type PageOptions, pageText } from '../pages.ts';
import { type CommandContext, reporting } from '../run.ts';
import { addMessageTestCommand } from './message-test.ts';

interface ListOptions extends ApiOptions, PageOptions {
  readonly status?: SendingsStatus;
  readonly service?: Service;
}

const channelTypes = ({ channels }: Message): string => channels.map(({ type }) => type).join(', ');

const latestText = ({ latest_sending: latest }: Message): string =>
  latest ? `${latest.id} ${latest.status}` : '-';

const COLUMNS: readonly Column<Message>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'CHANNELS', value: channelTypes },
  { title: 'SERVICE', value: ({ service }) => service ?? '-' },
  { title: 'SENDINGS', value: ({ sendings_count }) => sendings_count },
  { title: 'STATUS', value: ({ sendings_status }) => sendings_status },
  { title: 'LATEST', value: latestText },
  { title: 'CREATED', value: ({ created_at }) => created_at },
];

const list = async (context: CommandContext, options: ListOptions): Promise<Report> => {
  const { status, service, page, perPage } = options;
  const reply = await throughApi(context, options, (client) =>
    client.messages.list({
      ...(status !== undefined && { sendings_status: status }),
      ...(service !== undefined && { service }),
      page_no: page,
      per_page: perPage,
    }),
  );
  const { messages, pagination_info } = reply;
  const table = messages.length === 0 ? '' : `${tableOf(COLUMNS, messages)}\n\n`;
  return { json: reply, text: `${table}${pageText(pagination_info, 'messages')}` };
};

const senderOf = ({ sender, from_name, from_email }: MessageChannel): string =>
  sender?.value ?? (from_email === undefined ? 'the apps of the club' : `${from_name} <${from_email}>`);

/** Texts of a template in full: they are what a person looks for. */
const channelText = (channel: MessageChannel): string => {
  const { type, content } = channel.template;
  const texts = Object.entries(content).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return fieldsOf({
    Channel: `${channel.type} from ${senderOf(channel)}`,
    Template: `${channel.template.id}, ${type}`,
    ...Object.fromEntries(texts),
  });
};

const messageText = (message: Message): string =>
  fieldsOf({
    Message: `${message.id} ${message.name}`,
    Service: message.service ?? '-',
    ...(message.campaign_id !== null && { Campaign: message.campaign_id }),
    Sendings: `${message.sendings_count}, ${message.sendings_status}`,
    'Latest sending': latestText(message),
    Created: message.created_at,
    Updated: message.updated_at,
  });

const show = async (context: CommandContext, id: number, options: ApiOptions): Promise<Report> => {
  const { message } = await throughApi(context, options, (client) => client.messages.get({ id }));
  return { json: message, text: [messageText(message), ...message.channels.map(channelText)].join('\n\n') };
};

/** Adds `loyalty messages …`. */
export const addMessageCommands = (program: Command): void => {
  const messages = program.command('messages').description('list, show and try out messages');

  addPageOptions(
    addApiOptions(messages.command('list').description('list the messages of a club')),
    MESSAGING_PER_PAGE,
  )
    .addOption(new Option('--status <status>', 'only those whose sendings are').choices(SENDINGS_STATUSES))
    .addOption(new Option('--service <service>', 'only those of this service').choices(SERVICES))
    .addHelpText(
      'after',
      `
Examples:
  loyalty --local messages list --club infinity-mall
  loyalty --local messages list --club infinity-mall --status scheduled`,
    )
    .action(reporting(list));

  addApiOptions(messages.command('show').description('show a message with its texts'))
    .argument('<id>', 'the message id', wholeNumber)
    .addHelpText('after', '\nExample:\n  loyalty --local messages show 3 --club infinity-mall')
    .action(reporting(show));

  addMessageTestCommand(messages);
};
