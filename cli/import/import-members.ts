import { randomUUID } from 'node:crypto';
import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import { type ApiOptions, accessOf } from '../api-access.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailed, UsageError } from '../failures.ts';
import { interruption } from '../interruption.ts';
import type { Report } from '../output.ts';
import type { CommandContext } from '../run.ts';
import { type ImportApi, openClient, openImportApi } from './api.ts';
import { dryRunReport } from './dry-run-report.ts';
import { errorsFormat, openErrorsFile } from './errors-file.ts';
import { importReport } from './import-report.ts';
import { beginJournal, type Journal, type JournalHead, resumeJournal, unkeptJournal } from './journal.ts';
import { CannotResume } from './journal-file.ts';
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

const refuseMixture = ({ operation, by, multiValues, onlyValid, since }: ImportOptions): void => {
  if (operation !== 'update' && (by || multiValues))
    throw new UsageError('--by and --multi-values belong to --operation update.');
  if (operation === 'restore' && onlyValid)
    throw new UsageError('--only-valid is not there for --restore; --dry-run checks the rows.');
  if (since !== undefined && Number.isNaN(Date.parse(since)))
    throw new UsageError(`--since takes a time such as 2026-06-01T00:00:00Z: ${since}`);
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
  since: options.since ?? null,
  file: plan.file,
  schema: plan.schemaHash,
  started_at: now.toISOString(),
});

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

const journalOf = (
  { dryRun, resume, file }: ImportOptions,
  head: JournalHead,
): Promise<Journal> | Journal => {
  if (dryRun) return unkeptJournal(head);
  return resume ? resumeJournal(file, head) : beginJournal(file, head);
};

const send = async (
  { options, plan, api, progress, signal }: ImportContext,
  head: JournalHead,
): Promise<Report> => {
  const isDry = options.dryRun === true;
  const journal = await journalOf(options, head);
  // A file of its own name: the errors of an import that is under way must stay.
  const errorsOf = isDry ? `${options.file}.dry-run` : options.file;
  const errors = await openErrorsFile(errorsOf, errorsFormat(plan), journal.done.errors_bytes);
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
      isDry,
    });
    await errors.close();
    await journal.remove();
    return importReport(totals, {
      importId: journal.head.import_id,
      errors,
      operation: options.operation,
      isDry,
    });
  } catch (error) {
    await journal.close();
    if (isDry) throw error;
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
  // Of a restore the API itself says what it would do: it knows ids that members had, and what each row would change.
  if (options.operation === 'restore' || (!options.dryRun && !options.onlyValid)) return undefined;
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
