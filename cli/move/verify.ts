import { pMapIterable } from 'p-map';
import { existingClub } from '#shared/admin/save-club.ts';
import { readMembers } from '#shared/data/members/member-list.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { type PublishedSchema, schemaView } from '#shared/domain/member-schema/view.ts';
import { EXIT } from '../exit-codes.ts';
import type { Batch } from '../import/batches.ts';
import { errorsFormat, openErrorsFile } from '../import/errors-file.ts';
import { beginJournalOf, resumeJournalOf } from '../import/journal-file.ts';
import { type ImportParams, type ImportPlan, planImport } from '../import/plan.ts';
import { openProgress } from '../import/progress.ts';
import { inspect } from '../import/read/inspect.ts';
import { remainingBatches } from '../import/remaining-batches.ts';
import { interruption } from '../interruption.ts';
import type { Report } from '../output.ts';
import type { CommandContext } from '../run.ts';
import { compareBatch } from './compare-batch.ts';
import { extraMembers, openIdList } from './extra-members.ts';
import { addedTo, type Verified, verifyReport } from './verified.ts';
import { VERIFICATION, type VerifyHead } from './verify-journal.ts';

export interface VerifyOptions extends Omit<ImportParams, 'operation' | 'by' | 'multiValues' | 'since'> {
  /** List members that the file does not have. */
  readonly extra?: boolean;
  readonly resume?: boolean;
}

/** Batches of 1000 rows that are read and compared at once. */
const CONCURRENCY = 2;

interface Verification {
  readonly db: Db;
  readonly club: Club;
  readonly plan: ImportPlan;
  readonly options: VerifyOptions;
  readonly signal: AbortSignal;
}

const idOf = ({ member }: Batch['rows'][number]): number => Number(member['id']);

const headOf = ({ db, club, plan }: Verification): VerifyHead => ({
  v: 1,
  table: db.table,
  club: club.slug,
  mapping: plan.mapping,
  file: plan.file,
});

const verify = async (verification: Verification): Promise<Report> => {
  const { db, club, plan, options, signal } = verification;
  const { file } = options;
  const journal = await (options.resume ? resumeJournalOf : beginJournalOf)(
    VERIFICATION,
    file,
    headOf(verification),
  );
  const errors = await openErrorsFile(`${file}.verify`, errorsFormat(plan), journal.done.errors_bytes);
  const progress = openProgress(process.stderr, Date.now, 'read');
  for (const note of plan.notes) progress.say(note);
  const ids = openIdList();
  let verified: Verified = journal.done;

  const remaining = remainingBatches({
    plan,
    done: journal.done.done,
    progress,
    signal,
    onBatch: ({ rows }) => {
      if (options.extra) ids.add(rows.map(idOf));
    },
  });
  const read = pMapIterable(
    remaining,
    async (batch: Batch) => {
      const members = await readMembers(db, club.slug, [
        ...new Set(batch.rows.map(idOf).filter(Number.isSafeInteger)),
      ]);
      progress.sent(batch.rows.length);
      return { batch, found: compareBatch(batch, members, club) };
    },
    { concurrency: CONCURRENCY, backpressure: CONCURRENCY },
  );
  try {
    for await (const { batch, found } of read) {
      const errors_bytes = await errors.write(found.differences.map(({ error }) => error));
      verified = { ...addedTo(verified, batch, found), done: batch.number, errors_bytes };
      await journal.noteDone(verified);
      progress.update(batch.end, verified.rows - journal.done.rows);
    }
    const extra = options.extra ? await extraMembers(db, club.slug, ids) : undefined;
    if (extra) await errors.write(extra);
    await errors.close();
    await journal.remove();
    return verifyReport(verified, { errors, extra: extra?.length });
  } catch (error) {
    await journal.close();
    if (signal.aborted)
      return {
        json: { interrupted: true },
        text: `Interrupted. Continue with --resume. (${file})`,
        exitCode: EXIT.interrupted,
      };
    throw error;
  } finally {
    progress.stop();
  }
};

/** `loyalty move verify`. */
export const verifyMembers = async (
  { db: open }: CommandContext,
  options: VerifyOptions,
): Promise<Report> => {
  const { signal, end } = interruption();
  try {
    const db = open();
    const club = await existingClub(db, options.club);
    const seen = await inspect(options.file);
    const schema = schemaView(club) as PublishedSchema;
    const plan = await planImport({ ...options, operation: 'restore' }, seen, schema);
    return await verify({ db, club, plan, options, signal });
  } finally {
    end();
  }
};
