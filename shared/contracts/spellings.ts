import { JOB_ID_PATTERN } from '#shared/vocabulary.ts';

/** Parameters of a request as forms and older languages write them too (contract §1.5). */

const flag = { type: ['boolean', 'null'] } as const;
const integer = {
  type: ['integer', 'null'],
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
} as const;

export const REQUEST_FLAG = { enum: [true, false, null, 'true', 'false', '1', '0', 1, 0] } as const;

export const REQUEST_NUMBER = {
  ...integer,
  type: ['integer', 'string', 'null'],
  pattern: '^-?\\d{1,15}$',
} as const;

/** Names that callers give to jobs and imports. */
export const JOB_ID = {
  type: ['string', 'integer', 'null'],
  pattern: JOB_ID_PATTERN,
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
} as const;

/** A token to revoke, or any other JSON, which is a token that nothing knows (contract §2.2). */
export const ANY_WITH_TOKEN = {
  type: ['object', 'array', 'string', 'number', 'boolean', 'null'],
  properties: { token: {} },
  additionalProperties: false,
} as const;

/** How callers should write them, for the documents. */
export const DOCUMENTED_SPELLING: ReadonlyMap<unknown, object> = new Map<unknown, object>([
  [REQUEST_FLAG, flag],
  [REQUEST_NUMBER, integer],
  [JOB_ID, { type: ['string', 'null'], pattern: JOB_ID_PATTERN }],
  [
    ANY_WITH_TOKEN,
    { type: 'object', properties: { token: { type: 'string' } }, additionalProperties: false },
  ],
]);
