import { randomBytes } from 'node:crypto';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { LoyaltyClient, Subscription } from '../../packages/client/src/main.ts';
import { type ApiOptions, addApiOptions } from '../api-access.ts';
import { throughApi } from '../api-client.ts';
import { between, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../failures.ts';
import { type Column, fieldsOf, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { listenToWebhooks } from '../webhook-listen.ts';

const COLUMNS: readonly Column<Subscription>[] = [
  { title: 'ID', value: ({ id }) => id },
  { title: 'URL', value: ({ url }) => url },
  { title: 'VERSION', value: ({ event_schema_version }) => event_schema_version },
  { title: 'STATE', value: ({ paused }) => (paused ? 'paused' : 'active') },
  { title: 'CONTACT', value: ({ contact }) => contact ?? '-' },
];

const list = async (context: CommandContext, options: ApiOptions): Promise<Report> => {
  const reply = await throughApi(context, options, (client) => client.webhooks.list());
  const { members_changes_subscriptions: all } = reply;
  return { json: reply, text: all.length === 0 ? 'No subscriptions.' : tableOf(COLUMNS, all) };
};

const test = async (context: CommandContext, id: number, options: ApiOptions): Promise<Report> => {
  const reply = await throughApi(context, options, (client) => client.webhooks.test({ id }));
  const { outcome, status, reason, reply: text } = reply.delivery;
  return {
    json: reply,
    text: fieldsOf({
      Outcome: outcome,
      Answer: status ?? reason ?? '-',
      ...(text !== null && text !== '' && { Text: text }),
    }),
    exitCode: outcome === 'delivered' ? EXIT.done : EXIT.incomplete,
  };
};

const remove = async (context: CommandContext, id: number, options: ApiOptions): Promise<Report> => {
  const reply = await throughApi(context, options, (client) => client.webhooks.destroy({ id }));
  return { json: reply, text: `Subscription ${id} is removed.` };
};

const CHANGES = ['import', 'update', 'delete'] as const;
type Change = (typeof CHANGES)[number];

/** What follows the creation of a member. */
const FOLLOWING: Readonly<Record<Change, (client: LoyaltyClient, id: number) => Promise<unknown>>> = {
  import: async () => undefined,
  update: (client, id) => client.members.update({ id }, { properties: { first_name: 'Ola' } }),
  delete: (client, id) => client.members.destroy({ id }),
};

/** @throws UsageError without `--local`: it makes a member */
const trigger = async (context: CommandContext, change: Change, options: ApiOptions): Promise<Report> => {
  if (!context.isLocal)
    throw new UsageError('trigger makes a member, on the local stack only. Pass --local.');
  const email = `webhook.${randomBytes(6).toString('hex')}@example.com`;
  const properties = { first_name: 'Kari', last_name: 'Nordmann', email };
  const quiet = { send_sms_welcome_message: false, send_email_welcome_message: false };
  const id = await throughApi(context, options, async (client) => {
    const made = await client.members.create({ properties, ...quiet });
    await FOLLOWING[change](client, made.id);
    return made.id;
  });
  return { json: { member_id: id, email }, text: `Member ${id} (${email}): ${change}.` };
};

interface ListenOptions extends ApiOptions {
  readonly forward?: string;
  readonly port: number;
  readonly schema: number;
}

const listen = (context: CommandContext, options: ListenOptions): Promise<Report> =>
  throughApi(context, options, (client) => listenToWebhooks(client, options));

const httpUrl = (text: string): string => {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('Pass a URL, as in http://localhost:8080/hooks.');
  return text;
};

export const addWebhookCommands = (program: Command): void => {
  const webhooks = program.command('webhooks').description('Subscriptions to changes of members');
  addApiOptions(
    webhooks
      .command('listen')
      .description(
        'receive the events of a club on this machine, verified, until Ctrl-C; on the local stack',
      ),
  )
    .option('--forward <url>', 'pass each delivery on, as it came', httpUrl)
    .option('--port <number>', 'port to receive on; otherwise any free one', between(1, 65_535, true), 0)
    .option('--schema <version>', 'version of the events: 1 or 2', between(1, 2, true), 2)
    .addHelpText(
      'after',
      `\nExample:\n  loyalty --local webhooks listen --club infinity-mall\n  loyalty --local webhooks listen --club infinity-mall --forward http://localhost:8080/hooks`,
    )
    .action(reporting(listen));
  addApiOptions(webhooks.command('list').description('the subscriptions of a club'))
    .addHelpText('after', `\nExample:\n  loyalty --local webhooks list --club infinity-mall`)
    .action(reporting(list));
  addApiOptions(
    webhooks
      .command('test')
      .argument('<id>', 'the subscription', wholeNumber)
      .description('send a test event to its receiver'),
  )
    .addHelpText('after', `\nExample:\n  loyalty --local webhooks test 7 --club infinity-mall`)
    .action(reporting(test));
  addApiOptions(
    webhooks
      .command('trigger')
      .addArgument(new Argument('<change>', 'what happens to a new member').choices(CHANGES))
      .description('cause an event on the local stack: a new member, which is then changed or removed'),
  )
    .addHelpText('after', '\nExample:\n  loyalty --local webhooks trigger update --club infinity-mall')
    .action(reporting(trigger));
  addApiOptions(
    webhooks
      .command('remove')
      .argument('<id>', 'the subscription', wholeNumber)
      .description('end a subscription'),
  )
    .addHelpText('after', `\nExample:\n  loyalty --local webhooks remove 7 --club infinity-mall`)
    .action(reporting(remove));
};
