import type { Command } from 'commander';
import { findBulkJob, listRecentWork, readWorkErrors } from '#shared/admin/bulk-work.ts';
import { between, wholeNumber } from '../arguments.ts';
import { exitCodesText } from '../exit-codes.ts';
import { type Report, tableOf } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { watchWork } from '../watch.ts';
import { errorsText, WORK_COLUMNS, workText } from '../work-report.ts';

interface JobOptions {
  readonly club: string;
  readonly client?: number;
}

interface ListOptions {
  readonly club?: string;
  readonly open?: boolean;
}

/** What the exit codes of a watched job mean. */
export const WATCH_CODES = {
  done: 'it finished, and every member was created or updated',
  incomplete: 'it ended, but some members were refused, or chunks failed',
  interrupted: 'interrupted; the work goes on',
} as const;

const list = async ({ db, now }: CommandContext, { club, open }: ListOptions): Promise<Report> => {
  const work = await listRecentWork(db(), now, club);
  const wanted = open ? work.filter(({ ended }) => !ended) : work;
  const none = open ? 'Nothing is under way.' : 'There was no bulk and no import within the last day.';
  return { json: wanted, text: wanted.length === 0 ? none : tableOf(WORK_COLUMNS, wanted) };
};

const show = async ({ db, now }: CommandContext, job: string, options: JobOptions): Promise<Report> => {
  const { ref, view } = await findBulkJob(db(), { ...options, job }, now);
  const errors = await readWorkErrors(db(), ref, now);
  const found = errors.map((error) => ({ ...error, request: error.request_number }));
  return { json: { ...view, errors }, text: workText(view) + errorsText(found, 'REQUEST') };
};

const watch = async (
  { db }: CommandContext,
  job: string,
  { poll, ...options }: JobOptions & { readonly poll: number },
): Promise<Report> =>
  watchWork(async () => (await findBulkJob(db(), { ...options, job }, new Date())).view, poll);

/** Adds `loyalty jobs …`. */
export const addJobCommands = (program: Command): void => {
  const jobs = program.command('jobs').description('show the background work: member bulks and imports');

  jobs
    .command('list')
    .description('list the jobs and imports that accepted members within the last day')
    .option('--club <slug>', 'only those of this club')
    .option('--open', 'only those that have not ended')
    .addHelpText('after', '\nExamples:\n  loyalty --local jobs list\n  loyalty --local jobs list --open')
    .action(reporting(list));

  jobs
    .command('show')
    .description('show a job of member bulks, and the errors of its members')
    .argument('<id>', 'the job id')
    .requiredOption('--club <slug>', 'the club')
    .option('--client <id>', 'the client token that owns the job, where several have this id', wholeNumber)
    .addHelpText('after', '\nExample:\n  loyalty --local jobs show 23388281912 --club infinity-mall')
    .action(reporting(show));

  jobs
    .command('watch')
    .description('watch a job of member bulks until it has ended')
    .argument('<id>', 'the job id')
    .requiredOption('--club <slug>', 'the club')
    .option('--client <id>', 'the client token that owns the job, where several have this id', wholeNumber)
    .option('--poll <seconds>', 'pause between two reads', between(0.2, 60, false), 2)
    .addHelpText(
      'after',
      `\n${exitCodesText(WATCH_CODES)}\n\nExample:\n  loyalty --local jobs watch 23388281912 --club infinity-mall`,
    )
    .action(reporting(watch));
};
