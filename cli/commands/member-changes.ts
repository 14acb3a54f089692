import { type Command, Option } from 'commander';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { CHANNELS, type Channel } from '#shared/vocabulary.ts';
import { type ApiOptions, addApiOptions } from '../api-access.ts';
import { throughApi } from '../api-client.ts';
import { assignment, repeated } from '../arguments.ts';
import { UsageError } from '../failures.ts';
import { type MemberChange, updateOf } from '../member-change.ts';
import { addMemberArgument, type WhoOptions } from '../member-names.ts';
import { memberText } from '../member-output.ts';
import { memberNamed } from '../members-of-api.ts';
import type { Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface UpdateOptions extends ApiOptions, WhoOptions {
  readonly set?: MemberChange['set'];
  readonly remove?: MemberChange['remove'];
  readonly validatePartially?: boolean;
}

interface UnsubscribeOptions extends ApiOptions, WhoOptions {
  readonly channel?: readonly Channel[];
}

const update = async (
  context: CommandContext,
  name: string,
  { set = new Map(), remove = [], validatePartially = false, ...options }: UpdateOptions,
): Promise<Report> => {
  if (set.size === 0 && remove.length === 0)
    throw new UsageError('Pass --set or --remove: nothing would change.');
  const member = await throughApi(context, options, async (client) => {
    const schema = (await client.clubs.schema()) as unknown as MemberSchema;
    const change = updateOf({ set, remove }, schema);
    const { id } = await memberNamed(client, name, options);
    return client.members.update({ id }, { ...change, validate_partially: validatePartially });
  });
  return { json: member, text: memberText(member) };
};

const unsubscribe = async (
  context: CommandContext,
  name: string,
  { channel = ['email'], ...options }: UnsubscribeOptions,
): Promise<Report> => {
  const flags = Object.fromEntries(channel.map((one) => [`${one}_enabled`, false]));
  const member = await throughApi(context, options, async (client) => {
    const { id } = await memberNamed(client, name, options);
    // Whatever else is wrong with a member, it gets no more messages.
    return client.members.update({ id }, { ...flags, validate_partially: true });
  });
  const statuses = channel.map((one) => `${one} is ${member[`${one}_status`]}`).join(', ');
  return { json: member, text: `Member ${member.id}: ${statuses}.` };
};

/** Adds `loyalty members update` and `… unsubscribe`. */
export const addMemberChangeCommands = (members: Command): void => {
  addMemberArgument(addApiOptions(members.command('update').description('change a member')))
    .option('--set <name=value>', 'a new value; repeat for more', assignment)
    .option('--remove <property>', 'a property that goes; repeat for more', repeated)
    .option('--validate-partially', 'validate only what is changed, not the whole member')
    .addHelpText(
      'after',
      `
Names are properties of the club's schema, sms_enabled, email_enabled, push_enabled, and consents.<slug>. Values are
written as the cells of an import are: arrays as items between semicolons or as JSON, booleans as yes or no. The rest
of the member stays as it is. A password is not set here: the shell would keep it.

Examples:
  loyalty --local members update 42 --club infinity-mall --set first_name=Kari --set "interests=sportwear"
  loyalty --local members update kari@example.com --club infinity-mall --set email_enabled=yes --remove zip_code`,
    )
    .action(reporting(update));

  addMemberArgument(addApiOptions(members.command('unsubscribe').description('end messages to a member')))
    .addOption(
      new Option('--channel <channel...>', 'which messages end; without it e-mail').choices(CHANNELS),
    )
    .addHelpText(
      'after',
      `
Sets email_enabled (sms_enabled, push_enabled) of the member to false: the status is "disabled", and "members update"
switches the channel on again. The API has the status "unsubscribed" for the link of a mail only. Consents stay.

Examples:
  loyalty --local members unsubscribe kari@example.com --club infinity-mall
  loyalty --local members unsubscribe 42 --club infinity-mall --channel email sms push`,
    )
    .action(reporting(unsubscribe));
};
