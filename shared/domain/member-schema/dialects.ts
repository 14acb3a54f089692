/** The keywords that draft-04 dropped and that the code table of contract §1.9.2 still has a row for. */
export const LEGACY_KEYWORDS: ReadonlySet<string> = new Set([
  'extends',
  'disallow',
  'divisibleBy',
  'maxDecimal',
]);

/** What the `$schema` of a schema changes in its validation. Everything else is draft-04 for every dialect. */
export interface Dialect {
  readonly legacyKeywords: ReadonlySet<string>;
  /** Formats that mean something else here: name in the schema → name in formats.ts. */
  readonly formats: Readonly<Record<string, string>>;
}

function dialect(legacyKeywords: readonly string[], formats: Readonly<Record<string, string>>): Dialect {
  return { legacyKeywords: new Set(legacyKeywords), formats };
}

const DRAFT_04 = dialect([], {});
const DRAFT_03 = dialect(['extends', 'disallow', 'divisibleBy'], {
  'date-time': 'date-time (before draft-04)',
});
const DRAFT_02 = dialect(['extends', 'disallow', 'divisibleBy', 'maxDecimal'], DRAFT_03.formats);

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ['http://json-schema.org/schema', DRAFT_04],
  ['http://json-schema.org/draft-04/schema', DRAFT_04],
  ['http://json-schema.org/draft-03/schema', DRAFT_03],
  ['http://json-schema.org/draft-02/schema', DRAFT_02],
  ['http://json-schema.org/draft-01/schema', DRAFT_02],
]);

function named(schemaUri: unknown): Dialect | undefined {
  return typeof schemaUri === 'string' ? DIALECTS.get(schemaUri.replace(/#$/, '')) : undefined;
}

/** Whether `$schema` names a dialect this validator reads. */
export function isKnownDialect(schemaUri: unknown): boolean {
  return named(schemaUri) !== undefined;
}

/** The dialect named by `$schema`; draft-04 when there is none or an unknown one. */
export function dialectOf(schemaUri: unknown): Dialect {
  return named(schemaUri) ?? DRAFT_04;
}
