import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { memberValidator } from '#shared/domain/member-schema/validator-cache.ts';
import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import { validateMember } from '#shared/domain/members/member-validation.ts';
import { errorsInScope, scopeOfList, splitByScope } from '#shared/domain/members/product-scope.ts';
import { newProperties, withoutNulls } from '#shared/domain/members/stored-properties.ts';
import type { SentRow } from './batches.ts';
import { type ErrorsFile, type RowError, rowErrorsOf } from './errors-file.ts';
import { namesOf } from './map/member-rows.ts';
import { unsentOutcome } from './outcome.ts';
import type { ImportPlan } from './plan.ts';
import type { Progress } from './progress.ts';

interface DryRun {
  readonly rows: number;
  /** Rows that would be sent and that nothing is wrong with. */
  readonly good: number;
  readonly unmapped: number;
  /** Rows with values that the club's schema refuses. */
  readonly invalid: number;
}

/** What the product may write, as the API publishes it with the schema (contract §2.4). */
const publishedScope = (schema: MemberSchema, product: string) => {
  const lists = (schema['products'] ?? {}) as Readonly<Record<string, readonly string[]>>;
  return scopeOfList(schema, Object.hasOwn(lists, product) ? lists[product] : undefined);
};

/**
 * Errors in the values of a row. The API checks required properties: only it knows whether a row's member already
 * has them.
 */
const valueErrors = (schema: PublishedSchema, product: string): ((row: SentRow) => RowError[]) => {
  const { required: _, ...optional } = schema;
  const lenient: MemberSchema = { ...optional, required: [] };
  const validator = memberValidator('dry-run', lenient);
  const scope = publishedScope(schema, product);
  return ({ line, member }) => {
    const { id: _id, ...properties } = member.properties;
    const given = Object.hasOwn(schema.properties, 'id') ? member.properties : properties;
    const { inScope, beyond } = splitByScope(withoutNulls(given), scope);
    const errors = validateMember({
      schema: lenient,
      validator,
      properties: newProperties(inScope, schema.default_language, schema.country),
      country: schema.country,
      requireIdentifiers: false,
    });
    return rowErrorsOf(line, namesOf(member)[0] ?? '', errorsInScope(errors, beyond, { schema, scope }));
  };
};

/** Reads, maps and checks the whole file, and sends nothing. */
export const dryRun = async ({
  plan,
  schema,
  product,
  errors,
  progress,
}: {
  readonly plan: ImportPlan;
  readonly schema: PublishedSchema;
  readonly product: string;
  readonly errors: ErrorsFile;
  readonly progress: Progress;
}): Promise<DryRun> => {
  const check = valueErrors(schema, product);
  let [rows, unmapped, invalid] = [0, 0, 0];
  progress.start(plan.length, 0);
  try {
    for await (const batch of plan.batches()) {
      const bad = unsentOutcome({ ...batch, rows: [] }, '');
      const wrong = batch.rows.map(check).filter((found) => found.length > 0);
      rows += batch.records;
      unmapped += bad.totals.unmapped;
      invalid += wrong.length;
      await errors.write([...bad.errors, ...wrong.flat()].sort((a, b) => a.line - b.line));
      progress.update(batch.end, rows);
    }
  } finally {
    progress.stop();
  }
  return { rows, good: rows - unmapped - invalid, unmapped, invalid };
};
