import type { Command } from 'commander';
import { memberHistory } from '#shared/admin/member-history.ts';
import { lookUpMember } from '#shared/admin/member-lookup.ts';
import { addMemberArgument, kindOf, type WhoOptions } from '../member-names.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface HistoryOptions extends WhoOptions {
  readonly club: string;
}

type Entry = Awaited<ReturnType<typeof memberHistory>>[number];

/** A changed field; version, time and origin stand beside the first one of a change only. */
interface Line {
  readonly entry: Entry | undefined;
  readonly what: string;
  readonly was: unknown;
  readonly is: unknown;
}

const shown = (value: unknown): string => (value === undefined ? '-' : JSON.stringify(value));

const origin = ({ source, client, product }: Entry): string =>
  [
    source ?? 'unknown',
    ...(client === null ? [] : [`client ${client}`]),
    ...(product === null ? [] : [product]),
  ].join(', ');

const linesOf = (entry: Entry): Line[] =>
  Object.entries(entry.changes).map(([what, { was, is }], at) => ({
    entry: at === 0 ? entry : undefined,
    what,
    was,
    is,
  }));

const COLUMNS: readonly Column<Line>[] = [
  { title: 'VERSION', value: ({ entry }) => entry?.version ?? '' },
  { title: 'CHANGED', value: ({ entry }) => entry?.changed_at ?? '' },
  { title: 'BY', value: ({ entry }) => (entry ? origin(entry) : '') },
  { title: 'WHAT', value: ({ what }) => what },
  { title: 'WAS', value: ({ was }) => shown(was) },
  { title: 'IS', value: ({ is }) => shown(is) },
];

const history = async (context: CommandContext, name: string, options: HistoryOptions): Promise<Report> => {
  const { club, by = kindOf(name) } = options;
  const { member } = await lookUpMember(context.db(), { club, by, name });
  const changes = await memberHistory(context.db(), member);
  const text = changes.length === 0 ? 'No change is recorded.' : tableOf(COLUMNS, changes.flatMap(linesOf));
  return { json: { member: member.id, changes }, text };
};

/** Adds `loyalty members history`. */
export const addMemberHistoryCommand = (members: Command): void => {
  addMemberArgument(members.command('history').description('show what changed of a member, when and by whom'))
    .requiredOption('--club <slug>', 'the club of the member')
    .addHelpText(
      'after',
      `
The oldest first, for as long as changes_kept_days of the club file says. The worker on the table's stream records a
change a second or so after it was made.

Example:
  loyalty --local members history kari@example.com --club infinity-mall`,
    )
    .action(reporting(history));
};
