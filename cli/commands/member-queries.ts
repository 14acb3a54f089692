import { type Command, InvalidArgumentError } from 'commander';
import { MEMBERS_PER_PAGE } from '#shared/contracts/member-list.ts';
import type { Member } from '../../packages/client/src/main.ts';
import { type ApiOptions, addApiOptions } from '../api-access.ts';
import { throughApi } from '../api-client.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { addMemberArgument, type WhoOptions } from '../member-names.ts';
import { MEMBER_COLUMNS, memberText } from '../member-output.ts';
import { memberNamed, membersNamed } from '../members-of-api.ts';
import { type Report, tableOf } from '../output.ts';
import { addPageOptions, type PageOptions, pageText } from '../pages.ts';
import { type CommandContext, reporting } from '../run.ts';

type Values = ReadonlyMap<string, readonly string[]>;

interface ListOptions extends ApiOptions, PageOptions {
  readonly property?: Values;
}

const list = async (context: CommandContext, options: ListOptions): Promise<Report> => {
  const { property: filters = new Map(), page, perPage } = options;
  const reply = await throughApi(context, options, (client) =>
    client.members.list({
      ...(filters.size > 0 && { properties: Object.fromEntries(filters) }),
      page_no: page,
      per_page: perPage,
    }),
  );
  const { members, pagination_info } = reply;
  const table = members.length === 0 ? '' : `${tableOf(MEMBER_COLUMNS, members)}\n\n`;
  return { json: reply, text: `${table}${pageText(pagination_info, 'members')}` };
};

const search = async (
  context: CommandContext,
  names: readonly string[],
  options: ApiOptions,
): Promise<Report> => {
  const byId = new Map<number, Member>();
  const not_found: string[] = [];
  await throughApi(context, options, async (client) => {
    for (const name of names) {
      const found = await membersNamed(client, name);
      if (found.length === 0) not_found.push(name);
      for (const member of found) byId.set(member.id, member);
    }
  });
  const members = [...byId.values()];
  return {
    json: { members, not_found },
    text: [
      ...(members.length > 0 ? [tableOf(MEMBER_COLUMNS, members)] : []),
      ...(not_found.length > 0 ? [`No member has: ${not_found.join(', ')}`] : []),
    ].join('\n\n'),
    exitCode: not_found.length > 0 ? EXIT.incomplete : EXIT.done,
  };
};

const show = async (
  context: CommandContext,
  name: string,
  options: ApiOptions & WhoOptions,
): Promise<Report> => {
  const member = await throughApi(context, options, (client) => memberNamed(client, name, options));
  return { json: member, text: memberText(member) };
};

/** `gender=woman`; the same property again is another value of it. */
const propertyValue = (text: string, before: Values = new Map()): Values => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('Pass a property and its value, as in gender=woman.');
  return new Map([...before, [name, [...(before.get(name) ?? []), value]]]);
};

/** Adds `loyalty members list`, `… search` and `… show`. */
export const addMemberQueryCommands = (members: Command): void => {
  addPageOptions(addApiOptions(members.command('list').description('list members')), MEMBERS_PER_PAGE)
    .option('--property <name=value>', 'only those with this value; repeat for more', propertyValue)
    .addHelpText(
      'after',
      `
--property takes the filterable_properties of the club file. Of several values of one property a member has any; of
several properties it has all.

Examples:
  loyalty --local members list --club infinity-mall
  loyalty --local --json members list --club infinity-mall --property gender=woman --page 2 --per-page 1000`,
    )
    .action(reporting(list));

  addApiOptions(members.command('search').description('find members by id, e-mail address or number'))
    .argument('<names...>', 'ids, e-mail addresses, or numbers')
    .addHelpText(
      'after',
      `
The whole id, address or number, as people write it: the API has no search for a part. Digits without a + are looked
up as an id and as a number of the club's country.

${exitCodesText({
  done: 'each name is the name of a member',
  incomplete: 'some names, or all, are the name of no member; they are listed',
  interrupted: null,
})}

Examples:
  loyalty --local members search kari@example.com --club infinity-mall
  loyalty --local members search 42 "404 85 124" ola@example.com --club infinity-mall`,
    )
    .action(reporting(search));

  addMemberArgument(addApiOptions(members.command('show').description('show a member as the API has it')))
    .addHelpText(
      'after',
      `
"members get" reads the same member from the table, with its sessions, app installations and messages.

Examples:
  loyalty --local members show 42 --club infinity-mall
  loyalty members show kari@example.com --club infinity-mall --url https://api.example.com`,
    )
    .action(reporting(show));
};
