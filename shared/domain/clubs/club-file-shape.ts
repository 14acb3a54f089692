import { Ajv, type ErrorObject } from 'ajv';
import { checkMemberSchema } from '../member-schema/check-member-schema.ts';
import { escapeToken } from '../member-schema/json-pointer.ts';
import { isJsonObject } from '../member-schema/json-value.ts';
import type { MemberSchema } from '../member-schema/schema.ts';
import type { Club } from './club.ts';
import { CLUB_FILE_SCHEMA } from './club-file-schema.ts';

/** Something wrong with a club file. */
export interface ClubFileProblem {
  /** JSON pointer (RFC 6901) into the file; the empty string is the file itself. */
  readonly path: string;
  /** What is wrong and what to write instead. */
  readonly problem: string;
}

/** A club file of the right shape, with its defaults filled in. */
export type ClubFile = Omit<Club, 'id' | 'slug' | 'schema_version' | 'version' | 'created_at' | 'updated_at'>;

/** Finds one kind of mistake in a file of the right shape. */
export type ClubFileRule = (file: ClubFile) => readonly ClubFileProblem[];

/** A club file as it is written: `CLUB_FILE_SCHEMA` has checked it, and what has a default may be absent. */
interface WrittenFile {
  readonly member_schema: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

const DEFAULTS = {
  password_min_length: 8,
  filterable_properties: [],
  messages: {},
} as const satisfies Partial<ClubFile>;
const SCHEMA_DEFAULTS = { type: 'object', version: 'v2' } as const satisfies Partial<MemberSchema>;

/** What is missing comes last: the order of the file is the order in which things are published. */
const completed = (value: object, defaults: object): Readonly<Record<string, unknown>> => ({
  ...value,
  ...Object.fromEntries(Object.entries(defaults).filter(([key]) => !Object.hasOwn(value, key))),
});

const withDefaults = (file: WrittenFile): ClubFile => {
  const member_schema = completed(file.member_schema, SCHEMA_DEFAULTS);
  return completed({ ...file, member_schema }, DEFAULTS) as unknown as ClubFile;
};

/** The JSON pointer to a key, or to an item, at any depth. */
export const pointerTo = (...tokens: readonly (string | number)[]): string =>
  tokens.map((token) => `/${escapeToken(token)}`).join('');

const validate = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(CLUB_FILE_SCHEMA);

/** What ajv found, by keyword; a keyword without a row is reported in ajv's own words. */
const FINDINGS: Readonly<Record<string, (error: ErrorObject) => string>> = {
  required: ({ params }) => `"${params['missingProperty']}" is missing.`,
  additionalProperties: ({ params }) => `"${params['additionalProperty']}" is not known here; remove it.`,
  type: ({ params }) => `This must be of type ${params['type']}.`,
  pattern: () => 'This is not in the right form.',
  enum: ({ params }) => `This must be one of ${params['allowedValues'].join(', ')}.`,
  minProperties: () => 'This is empty.',
  minLength: () => 'This is empty.',
  uniqueItems: () => 'This holds the same item twice.',
};

/** The key that an error is about when that is not the value at its own path. */
const blamedKey = (error: ErrorObject): string | undefined =>
  error.propertyName ?? error.params['additionalProperty'] ?? error.params['missingProperty'];

const adviceOf = (error: ErrorObject): string => {
  const node = error.parentSchema ?? {};
  const missing = node['properties']?.[error.params['missingProperty']];
  return missing?.description ?? node['description'] ?? '';
};

const toProblem = (error: ErrorObject): ClubFileProblem => {
  const key = blamedKey(error);
  const finding = FINDINGS[error.keyword]?.(error) ?? `This ${error.message}.`;
  return {
    path: error.instancePath + (key === undefined ? '' : pointerTo(key)),
    problem: `${finding} ${adviceOf(error)}`.trim(),
  };
};

const shapeProblems = (input: unknown): readonly ClubFileProblem[] => {
  if (validate(input)) return [];
  // `propertyNames` only repeats that a name broke the rule reported beside it.
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'propertyNames').map(toProblem);
};

const memberSchemaProblems = (input: unknown): readonly ClubFileProblem[] => {
  const schema = isJsonObject(input) ? input['member_schema'] : undefined;
  if (!isJsonObject(schema)) return [];
  return checkMemberSchema(completed(schema, SCHEMA_DEFAULTS)).map(({ path, problem }) => ({
    path: `${pointerTo('member_schema')}${path}`,
    problem: `This ${problem}.`,
  }));
};

/** The file itself when its shape is right, else every place where it is not. */
export const checkClubFileShape = (
  input: unknown,
): { readonly file: ClubFile } | { readonly problems: readonly ClubFileProblem[] } => {
  const problems = [...shapeProblems(input), ...memberSchemaProblems(input)];
  return problems.length > 0 ? { problems } : { file: withDefaults(input as WrittenFile) };
};
