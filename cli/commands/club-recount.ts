import { type Command, InvalidArgumentError } from 'commander';
import { type Recount, recountClub } from '#shared/admin/recount-club.ts';
import { listClubs } from '#shared/data/clubs/clubs.ts';
import { findListLength } from '#shared/data/table/list-counts.ts';
import { EXIT, exitCodesText } from '../exit-codes.ts';
import { UsageError } from '../failures.ts';
import { interruption } from '../interruption.ts';
import { type Column, type Report, tableOf } from '../output.ts';
import { progressLines } from '../progress-lines.ts';
import { type CommandContext, reporting } from '../run.ts';

interface RecountOptions {
  readonly uncounted?: boolean;
  readonly fromId?: number;
}

const COLUMNS: readonly Column<Recount>[] = [
  { title: 'CLUB', value: ({ club }) => club },
  { title: 'MEMBERS', value: ({ members }) => members ?? '-' },
  { title: 'MESSAGES', value: ({ messages }) => messages ?? '-' },
  {
    title: 'CORRECTED',
    value: ({ corrected_blocks, corrected_counts }) => corrected_blocks + corrected_counts,
  },
];

const progressLine = ({ club, next_id, last_id, corrected_blocks }: Recount): string =>
  `${club}: id ${Math.min(next_id - 1, last_id)} of ${last_id}  ${corrected_blocks} blocks corrected`;

const slugsOf = async (
  { db }: CommandContext,
  slug: string | undefined,
  { uncounted, fromId }: RecountOptions,
): Promise<readonly string[]> => {
  if (slug !== undefined && !uncounted) return [slug];
  if (slug !== undefined || !uncounted || fromId !== undefined)
    throw new UsageError('Pass the slug of a club, or --uncounted for every club that has not been counted.');
  const slugs: string[] = [];
  // A recount marks this list last.
  for (const club of await listClubs(db()))
    if ((await findListLength(db(), club.slug, 'messages')) === undefined) slugs.push(club.slug);
  return slugs;
};

const textOf = (done: readonly Recount[]): string => {
  const interrupted = done.find(({ complete }) => !complete);
  return [
    done.length === 0 ? 'Every club has been counted.' : tableOf(COLUMNS, done),
    ...(interrupted
      ? [
          `Interrupted. Go on with: loyalty clubs recount ${interrupted.club} --from-id ${interrupted.next_id}`,
        ]
      : []),
  ].join('\n\n');
};

const recount = async (
  context: CommandContext,
  slug: string | undefined,
  options: RecountOptions,
): Promise<Report> => {
  const { signal, end } = interruption();
  const done: Recount[] = [];
  try {
    for (const club of await slugsOf(context, slug, options)) {
      const { db, now } = context;
      const report = progressLines(progressLine);
      done.push(await recountClub(db(), { slug: club, fromId: options.fromId ?? 1, now, signal, report }));
      if (signal.aborted) break;
    }
    const isComplete = done.every(({ complete }) => complete) && !signal.aborted;
    return { json: done, text: textOf(done), exitCode: isComplete ? EXIT.done : EXIT.interrupted };
  } finally {
    end();
  }
};

const idNumber = (text: string): number => {
  if (!/^[1-9][0-9]{0,15}$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Pass an id, at least 1.');
  return Number(text);
};

/** Adds `loyalty clubs recount`. */
export const addClubRecountCommand = (clubs: Command): void => {
  clubs
    .command('recount')
    .description('count the members and messages of a club, and correct what its lists rely on')
    .argument('[slug]', 'the club')
    .option('--uncounted', 'every club that no release has counted')
    .option('--from-id <id>', 'go on behind an interrupted run, which names the id', idNumber)
    .addHelpText(
      'after',
      `
Looks up every member that the identifier indexes or the lists name, in order of their ids, while everything else
runs; each write is conditional on what was read, so the command may be interrupted and repeated. It costs about one
read unit a member.
Until a club of an earlier release has been counted, its lists read the whole club for every page.

${exitCodesText({
  done: 'counted; what was wrong has been corrected',
  interrupted: 'interrupted; what was corrected stays corrected',
})}

Examples:
  loyalty --local clubs recount infinity-mall
  loyalty --table loyalty-prod clubs recount --uncounted
  loyalty --table loyalty-prod clubs recount infinity-mall --from-id 204801`,
    )
    .action(reporting(recount));
};
