import { randomUUID } from 'node:crypto';
import { EXIT } from '../exit-codes.ts';
import { CommandFailed, UsageError } from '../failures.ts';
import { interruption } from '../interruption.ts';
import { fieldsOf, type Report } from '../output.ts';
import type { CommandContext } from '../run.ts';
import { type ImportApi, openImportApi } from './api.ts';
import { dryRun } from './dry-run.ts';
import { type ErrorsFile, type ErrorsFormat, openErrorsFile } from './errors-file.ts';
import {
  beginJournal,
  CannotResume,
  type Journal,
  type JournalHead,
  resumeJournal,
  type Totals,
} from './journal.ts';
import { saveMapping } from './map/mapping.ts';
import { type ImportParams, type ImportPlan, planImport } from './plan.ts';
import { openProgress, type Progress } from './progress.ts';
import { inspect } from './read/inspect.ts';
import { runImport } from './run-import.ts';

export interface ImportOptions extends ImportParams {
  readonly url?: string;
  readonly token?: string;
  readonly product: string;
  /** Where the mapping is written, with every column named. */
  readonly saveMapping?: string;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly concurrency: number;
  readonly poll: number;
}

/** The token of the demo club of the local stack; it protects nothing. */
const DEMO_TOKEN = 'B7t9U9tsoWsGhrv2ouUoSqpM';

/** The API deduplicates requests for 24 h; one hour is left for the run itself. */
const MEMORY_MS = 23 * 60 * 60 * 1000;

const accessOf = (options: ImportOptions, { isLocal }: CommandContext, env: NodeJS.ProcessEnv) => {
  const url = options.url ?? (isLocal ? `http://127.0.0.1:${env['PORT'] || 3000}` : undefined);
  const token = options.token ?? env['LOYALTY_TOKEN'] ?? (isLocal ? DEMO_TOKEN : undefined);
  if (!url)
    throw new UsageError('No API address is set. Pass --url, or --local for the stack on this machine.');
  if (!token) throw new UsageError('No client token is set. Pass --token or set LOYALTY_TOKEN.');
  if (options.operation === 'create' && (options.by || options.multiValues))
    throw new UsageError('--by and --multi-values belong to --operation update.');
  return { url, token, club: options.club, product: options.product };
};

const headOf = (options: ImportOptions, plan: ImportPlan, url: string, now: Date): JournalHead => ({
  v: 1,
  import_id: randomUUID(),
  url,
  club: options.club,
  operation: options.operation,
  by: options.by ?? null,
  mode: options.multiValues ?? null,
  delimiter: plan.settings.delimiter,
  skipped: options.skipColumn,
  mapping: plan.mapping,
  file: plan.file,
  schema: plan.schemaHash,
  started_at: now.toISOString(),
});

const errorsFormat = ({ hasCells }: ImportPlan): ErrorsFormat => (hasCells ? 'csv' : 'jsonl');

const errorsText = ({ path }: ErrorsFile): string => `\n\nWhat is wrong with which line is in ${path}`;

const finished = (totals: Totals, importId: string, errors: ErrorsFile): Report => {
  const { created, updated, refused, unmapped, lost } = totals;
  const bad = refused + unmapped + lost;
  const text = fieldsOf({
    Import: importId,
    Rows: created + updated + bad,
    Created: created,
    Updated: updated,
    Refused: refused,
    'Not sent': unmapped,
    ...(lost > 0 && { 'Without an outcome': lost }),
  });
  return {
    json: { import_id: importId, ...totals, errors_file: bad > 0 ? errors.path : null },
    text: text + (bad > 0 ? errorsText(errors) : ''),
    exitCode: bad > 0 ? EXIT.incomplete : EXIT.done,
  };
};

interface ImportContext {
  readonly options: ImportOptions;
  readonly plan: ImportPlan;
  readonly api: ImportApi;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const interrupted = (journal: Journal, file: string): Report => ({
  json: { import_id: journal.head.import_id, interrupted: true },
  text: `Interrupted. Continue with --resume; nothing is imported twice. (${file})`,
  exitCode: EXIT.interrupted,
});

const send = async (
  { options, plan, api, progress, signal }: ImportContext,
  head: JournalHead,
): Promise<Report> => {
  const journal = await (options.resume ? resumeJournal : beginJournal)(options.file, head);
  const errors = await openErrorsFile(options.file, errorsFormat(plan), journal.done.errors_bytes);
  const isLate = Date.parse(head.started_at) - Date.parse(journal.head.started_at) > MEMORY_MS;
  try {
    const totals = await runImport({
      params: options,
      plan,
      api,
      journal,
      errors,
      progress,
      signal,
      concurrency: options.concurrency,
      pollSeconds: options.poll,
      isLate,
    });
    await errors.close();
    await journal.remove();
    return finished(totals, journal.head.import_id, errors);
  } catch (error) {
    await journal.close();
    if (signal.aborted) return interrupted(journal, options.file);
    if (!(error instanceof CommandFailed) || error instanceof CannotResume) throw error;
    throw new CommandFailed(`${error.message}\nContinue with --resume when this is mended.`, {
      cause: error,
    });
  }
};

const rehearse = async ({ options, plan, progress }: ImportContext, api: ImportApi): Promise<Report> => {
  // A file of its own name: the errors of an import that is under way must stay.
  const errors = await openErrorsFile(`${options.file}.dry-run`, errorsFormat(plan), 0);
  const result = await dryRun({
    plan,
    schema: await api.schema(),
    product: options.product,
    errors,
    progress,
  });
  await errors.close();
  const bad = result.rows - result.good;
  const text = fieldsOf({
    Rows: result.rows,
    'Would be sent': result.rows - result.unmapped,
    'Cannot be sent': result.unmapped,
    'With invalid values': result.invalid,
  });
  return {
    json: { dry_run: true, ...result, errors_file: bad > 0 ? errors.path : null },
    text: text + (bad > 0 ? errorsText(errors) : ''),
    exitCode: bad > 0 ? EXIT.incomplete : EXIT.done,
  };
};

/** `loyalty members import`. */
export const importMembers = async (context: CommandContext, options: ImportOptions): Promise<Report> => {
  const access = accessOf(options, context, process.env);
  const progress = openProgress(process.stderr, Date.now);
  const { signal, end } = interruption();
  const onRetry = (reason: string, seconds: number) =>
    progress.say(`The API is not available (${reason}); trying again in ${seconds.toFixed(1)} s`);
  try {
    const seen = await inspect(options.file);
    const api = openImportApi({ ...access, signal, onRetry });
    const plan = await planImport(options, seen, await api.schema());
    for (const note of plan.notes) progress.say(note);
    if (options.saveMapping !== undefined) await saveMapping(options.saveMapping, plan.mapping);
    const importContext: ImportContext = { options, plan, api, progress, signal };
    if (options.dryRun) return await rehearse(importContext, api);
    return await send(importContext, headOf(options, plan, access.url, context.now));
  } catch (error) {
    if (!signal.aborted) throw error;
    return {
      json: { interrupted: true },
      text: 'Interrupted before anything was sent.',
      exitCode: EXIT.interrupted,
    };
  } finally {
    end();
  }
};
