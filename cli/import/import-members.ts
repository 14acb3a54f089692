import { randomUUID } from 'node:crypto';
import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import { type ApiOptions, accessOf } from '../api-access.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailed, UsageError } from '../failures.ts';
import { interruption } from '../interruption.ts';
import { fieldsOf, type Report } from '../output.ts';
import type { CommandContext } from '../run.ts';
import { type ImportApi, openClient, openImportApi } from './api.ts';
import { dryRunReport } from './dry-run-report.ts';
import { type ErrorsFile, errorsFormat, errorsText, openErrorsFile } from './errors-file.ts';
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
import { type ClubReads, openClubReads } from './predict/club-reads.ts';
import { type ValidationRules, validationRules } from './predict/member-rules.ts';
import { openProgress, type Progress } from './progress.ts';
import { inspect } from './read/inspect.ts';
import { runImport } from './run-import.ts';

export interface ImportOptions extends ImportParams, ApiOptions {
  /** Where the mapping is written, with every column named. */
  readonly saveMapping?: string;
  readonly dryRun?: boolean;
  /** Rows with invalid values are not sent. */
  readonly onlyValid?: boolean;
  readonly resume?: boolean;
  readonly concurrency: number;
  readonly poll: number;
}

/** The API deduplicates requests for 24 h; one hour is left for the run itself. */
const MEMORY_MS = 23 * 60 * 60 * 1000;

const refuseMixture = ({ operation, by, multiValues, dryRun, onlyValid }: ImportOptions): void => {
  if (operation !== 'update' && (by || multiValues))
    throw new UsageError('--by and --multi-values belong to --operation update.');
  if (operation === 'restore' && (dryRun || onlyValid))
    throw new UsageError(
      '--dry-run and --only-valid are not there for --restore. A request with operation restore and dry_run true checks rows.',
    );
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
  only_valid: options.onlyValid ?? false,
  file: plan.file,
  schema: plan.schemaHash,
  started_at: now.toISOString(),
});

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

/** By what the API will validate rows, where that is asked for. */
const rulesFor = async (
  options: ImportOptions,
  schema: PublishedSchema,
  reads: ClubReads,
  now: Date,
): Promise<ValidationRules | undefined> => {
  if (!options.dryRun && !options.onlyValid) return undefined;
  const passwordMinLength = await reads.passwordMinLength();
  return validationRules({ schema, product: options.product, passwordMinLength, params: options, now });
};

/** `loyalty members import`. */
export const importMembers = async (context: CommandContext, options: ImportOptions): Promise<Report> => {
  const access = accessOf(options, context, process.env);
  refuseMixture(options);
  const progress = openProgress(process.stderr, Date.now);
  const { signal, end } = interruption();
  const onRetry = (reason: string, seconds: number) =>
    progress.say(`The API is not available (${reason}); trying again in ${seconds.toFixed(1)} s`);
  try {
    const seen = await inspect(options.file);
    const client = openClient({ ...access, onRetry });
    const api = openImportApi({ url: access.url, signal }, client);
    const reads = openClubReads({ url: access.url, signal, concurrency: options.concurrency }, client);
    const schema = await api.schema();
    const rules = await rulesFor(options, schema, reads, context.now);
    const plan = await planImport(options, seen, schema, options.onlyValid ? rules : undefined);
    for (const note of plan.notes) progress.say(note);
    if (options.saveMapping !== undefined) await saveMapping(options.saveMapping, plan.mapping);
    if (options.dryRun && rules)
      return await dryRunReport({ file: options.file, plan, rules, reads, progress });
    const importContext: ImportContext = { options, plan, api, progress, signal };
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
