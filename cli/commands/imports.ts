import type { Command } from 'commander';
import { findImport, readWorkErrors } from '#shared/admin/bulk-work.ts';
import { between } from '../arguments.ts';
import { exitCodesText } from '../exit-codes.ts';
import type { Report } from '../output.ts';
import { type CommandContext, reporting } from '../run.ts';
import { watchWork } from '../watch.ts';
import { errorsText, workText } from '../work-report.ts';
import { WATCH_CODES } from './jobs.ts';

interface ImportOptions {
  readonly club: string;
}

const show = async ({ db, now }: CommandContext, id: string, { club }: ImportOptions): Promise<Report> => {
  const { ref, view } = await findImport(db(), club, id, now);
  const errors = [];
  for (const bulk of view.bulks)
    for (const { request_number: _, ...error } of await readWorkErrors(db(), { ...ref, bulk: bulk.id }, now))
      errors.push({ bulk: bulk.id, ...error });
  const found = errors.map((error) => ({ ...error, request: error.bulk }));
  return { json: { ...view, errors }, text: workText(view) + errorsText(found, 'BULK') };
};

const watch = async (
  { db }: CommandContext,
  id: string,
  { club, poll }: ImportOptions & { readonly poll: number },
): Promise<Report> => watchWork(async () => (await findImport(db(), club, id, new Date())).view, poll);

/** Adds `loyalty imports …`. */
export const addImportCommands = (program: Command): void => {
  const imports = program.command('imports').description('show the imports of members');

  imports
    .command('show')
    .description('show an import with its bulks, and the errors of its members')
    .argument('<id>', 'the import id')
    .requiredOption('--club <slug>', 'the club')
    .addHelpText('after', '\nExample:\n  loyalty --local imports show import_21 --club infinity-mall')
    .action(reporting(show));

  imports
    .command('watch')
    .description('watch an import until all of its bulks have ended')
    .argument('<id>', 'the import id')
    .requiredOption('--club <slug>', 'the club')
    .option('--poll <seconds>', 'pause between two reads', between(0.2, 60, false), 2)
    .addHelpText(
      'after',
      `\n${exitCodesText(WATCH_CODES)}\n\nExample:\n  loyalty --local imports watch import_21 --club infinity-mall`,
    )
    .action(reporting(watch));
};
