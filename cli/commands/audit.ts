import type { Command } from 'commander';
import { listActs } from '#shared/admin/list-acts.ts';
import { between } from '../arguments.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';

interface ListOptions {
  readonly club?: string;
  readonly limit: number;
}

type Act = Awaited<ReturnType<typeof listActs>>[number];

const COLUMNS: readonly Column<Act>[] = [
  { title: 'AT', value: ({ at }) => at },
  { title: 'BY', value: ({ by }) => `${by.entity_type === 'token' ? 'token' : 'operator'} ${by.entity_id}` },
  { title: 'ACT', value: ({ act }) => act },
  { title: 'CLUBS', value: ({ clubs }) => clubs?.join(', ') ?? '-' },
  {
    title: 'ABOUT',
    value: ({ about }) =>
      Object.entries(about)
        .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
        .join(', ') || '-',
  },
];

const list = async ({ db }: CommandContext, { club, limit }: ListOptions): Promise<Report> => {
  const acts = await listActs(db(), { club, limit });
  return { json: acts, text: acts.length === 0 ? 'No act is recorded.' : tableOf(COLUMNS, acts) };
};

const LIMITS = { most: 10_000, usual: 100 } as const;

/** Adds `loyalty audit …`. */
export const addAuditCommands = (program: Command): void => {
  program
    .command('audit')
    .description('what operators and client tokens did to clubs, tokens, keys and members')
    .command('list')
    .description('list acts, the newest first')
    .option('--club <slug>', 'only those about this club, or about no certain one')
    .option('--limit <number>', 'how many at most', between(1, LIMITS.most, true), LIMITS.usual)
    .addHelpText(
      'after',
      `
Of operators: commands that created, changed, or removed something, under the name of their user. Of client tokens: what
they did to other tokens over the API. Commands that need no table (keys, dlq) are recorded where --table or TABLE_NAME
names one.

Example:
  loyalty --local audit list --club infinity-mall`,
    )
    .action(reporting(list));
};
