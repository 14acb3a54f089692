import { createHash } from 'node:crypto';
import { type BulkMember, type RowIdentifier, rowName } from '#shared/domain/bulk/bulk-request.ts';
import type { ImportOperation } from '#shared/domain/bulk/import-bulk.ts';
import { importedMember } from '#shared/domain/bulk/import-request.ts';
import type { PublishedSchema } from '#shared/domain/member-schema/view.ts';
import { type MemberRules, rulesOf, validateDraft } from '#shared/domain/members/member-draft.ts';
import { scopeOfList } from '#shared/domain/members/product-scope.ts';
import type { SentRow } from '../batches.ts';
import { type RowError, rowErrorsOf } from '../errors-file.ts';

/** By what the API will validate rows, as far as it publishes that. */
export interface ValidationRules {
  readonly schema: PublishedSchema;
  readonly member: MemberRules;
  /** How an update finds its members; absent = rows create or update. */
  readonly updateBy: RowIdentifier | undefined;
  /** Array properties are added to, and not replaced. */
  readonly append: boolean;
  readonly now: Date;
}

/** What the product may write, as the API publishes it with the schema (contract §2.4). */
const publishedScope = (schema: PublishedSchema, product: string) => {
  const lists = (schema['products'] ?? {}) as Readonly<Record<string, readonly string[]>>;
  return scopeOfList(schema, Object.hasOwn(lists, product) ? lists[product] : undefined);
};

/** Names the schema. */
export const schemaHash = (schema: PublishedSchema): string =>
  createHash('sha256').update(JSON.stringify(schema)).digest('hex');

interface RuleSettings {
  readonly schema: PublishedSchema;
  readonly product: string;
  readonly passwordMinLength: number;
  readonly params: {
    readonly operation: ImportOperation;
    readonly by?: RowIdentifier;
    readonly multiValues?: 'replace' | 'append';
  };
  readonly now: Date;
}

export const validationRules = ({
  schema,
  product,
  passwordMinLength,
  params,
  now,
}: RuleSettings): ValidationRules => ({
  schema,
  member: rulesOf(schemaHash(schema), 0, schema, {
    passwordMinLength,
    country: schema.country,
    scope: publishedScope(schema, product),
  }),
  updateBy: params.operation === 'update' ? (params.by ?? 'id') : undefined,
  append: params.multiValues === 'append',
  now,
});

/** The row as the bulk engine gets it. */
export const payloadOf = ({ member }: SentRow, { updateBy, schema, now }: ValidationRules): BulkMember =>
  importedMember(member as never, { ...(updateBy && { updateBy }), schema, now });

/** The errors of a row as the errors file has them, named as the API names the row. */
export const errorsOfRow = (
  { line }: SentRow,
  payload: BulkMember,
  position: number,
  errors: object,
  { schema }: ValidationRules,
): RowError[] => rowErrorsOf(line, rowName(payload, schema.identifiers, position), errors);

/** Errors in the values of a row. Whether anything is missing, only its member says. */
export const valueErrors =
  (rules: ValidationRules) =>
  (row: SentRow): readonly RowError[] => {
    const payload = payloadOf(row, rules);
    return errorsOfRow(row, payload, 0, validateDraft(rules.member, payload).errors, rules);
  };
