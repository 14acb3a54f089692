import { type EndpointContract, FIRST_GENERATION_PREFIX, pathsOf } from '#shared/contracts/endpoint.ts';
import { errorsOf } from '#shared/contracts/pre-handler-errors.ts';
import { ERROR_CODES, type ErrorCode, type ErrorRow, type ErrorShape } from '#shared/error-codes.ts';
import { RATE_LIMITS } from '#shared/rate-limits.ts';
import { replyOf } from './bodies.ts';
import { SCHEMA_BY_SHAPE } from './error-schemas.ts';
import { replyExamples, wordsErrors } from './examples.ts';
import { type Node, ref } from './node.ts';
import { portable } from './portable.ts';

/** `components/headers`. */
export const HEADERS: Readonly<Record<string, Node>> = {
  RequestId: {
    description: 'Names the request in the logs.',
    required: true,
    schema: { type: 'string' },
  },
  Help: {
    description: 'Where the code of the error is explained, with `rel="help"` (RFC 8288).',
    required: true,
    schema: { type: 'string' },
  },
  RateLimitPolicy: {
    description:
      'The limits of the operation: each with its quota `q` and its window `w` in seconds (draft-ietf-httpapi-ratelimit-headers-11).',
    required: true,
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'What is left of the first of these limits, `r`, for the next `t` seconds.',
    required: true,
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the next attempt.',
    schema: { type: 'integer', minimum: 0 },
  },
  LeftOut: {
    description:
      'Elements that are missing in lists of the body, which would be too large with them. Absent when it is whole.',
    schema: { type: 'integer', minimum: 1 },
  },
  Ignored: {
    description: 'Keys of the request that had no effect, separated by commas. Absent when each had one.',
    schema: { type: 'string' },
  },
  IdempotencyReplayed: {
    description: '`true` when this is the reply to an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string', enum: ['true'] },
  },
  ErrorDetail: {
    description: 'Where in the body the reason lies, such as `members[17]`.',
    schema: { type: 'string' },
  },
};

const row = (code: ErrorCode): ErrorRow => ERROR_CODES[code];

/** @param path in full, for the first generation answers a missing header with another status */
const statusOf = (code: ErrorCode, path: string): number => {
  const { status } = row(code);
  if (status !== 'by_family') return status;
  return path.startsWith(FIRST_GENERATION_PREFIX) ? 400 : 470;
};

const SHAPES: readonly ErrorShape[] = ['plain', 'reason', 'member', 'tree'];

const errorSchemas = (codes: readonly ErrorCode[]): readonly unknown[] =>
  SHAPES.flatMap((shape) => {
    const ofShape = codes.filter((code) => row(code).shape === shape);
    return ofShape.length > 0 ? [portable(SCHEMA_BY_SHAPE[shape](ofShape))] : [];
  });

/** A status may also be that of a reply without a code, which has no explanation. */
const helpHeader = (reply: unknown): Node => ({
  Link: reply === undefined ? ref('headers', 'Help') : { ...HEADERS['Help'], required: false },
});

/** The statuses that ask for patience. */
const LATER = new Set([409, 429, 503]);

const errorHeaders = (status: number, codes: readonly ErrorCode[]): Node => ({
  'X-Error-Code': {
    description: 'The error by name.',
    // Not required: a success may share the status.
    schema: { type: 'string', enum: codes },
  },
  ...(codes.some((code) => row(code).shape === 'reason') && {
    'X-Error-Detail': ref('headers', 'ErrorDetail'),
  }),
  ...(LATER.has(status) && { 'Retry-After': ref('headers', 'RetryAfter') }),
});

const anyOf = (schemas: readonly unknown[]): unknown =>
  schemas.length === 1 ? schemas[0] : { anyOf: schemas };

/** The meaning of one status of an operation. */
interface Answer {
  readonly contract: EndpointContract;
  readonly status: number;
  readonly codes: readonly ErrorCode[];
  readonly reply: unknown;
}

const LIMIT_EXCEEDED = 429;

/** Replies that count the limits of an endpoint say what is left. */
const limitHeaders = ({ contract, status }: Answer): Node =>
  contract.rateLimits && (status < 300 || status === LIMIT_EXCEEDED)
    ? {
        'RateLimit-Policy': ref('headers', 'RateLimitPolicy'),
        ...((status === LIMIT_EXCEEDED || RATE_LIMITS[contract.rateLimits[0]].inSuccesses) && {
          RateLimit: ref('headers', 'RateLimit'),
        }),
      }
    : {};

/** Whether a body has lists that may be cut: errors by property or by place, or records without pages. */
const isCuttable = ({ contract, codes, reply }: Answer): boolean => {
  const isPaged = contract.query?.['per_page'] !== undefined;
  const listsErrors = codes.some((code) => ['member', 'tree'].includes(row(code).shape));
  const properties = Object.values(((reply as Node | undefined)?.['properties'] as Node | undefined) ?? {});
  const listsRecords = properties.some((one) => (one as Node)['type'] === 'array');
  return listsErrors || (listsRecords && !isPaged);
};

const response = (answer: Answer): Node => {
  const { contract, status, codes, reply } = answer;
  const schemas = [
    ...(reply === undefined ? [] : [replyOf(contract, status).schema]),
    ...errorSchemas(codes),
  ];
  const reasons = codes.map((code) => `- \`${code}\`: ${row(code).message}`);
  const lines = reply === undefined ? reasons : [status < 400 ? 'Done.' : 'Not done.', ...reasons];
  return {
    description: lines.join('\n'),
    headers: {
      'X-Request-Id': ref('headers', 'RequestId'),
      ...(codes.length > 0 && { ...errorHeaders(status, codes), ...helpHeader(reply) }),
      ...limitHeaders(answer),
      ...(reply !== undefined && status < 400 && { 'X-Ignored': ref('headers', 'Ignored') }),
      ...(contract.idempotencyKey &&
        status < 300 && { 'Idempotency-Replayed': ref('headers', 'IdempotencyReplayed') }),
      ...(isCuttable(answer) && { 'X-Left-Out': ref('headers', 'LeftOut') }),
    },
    content: {
      'application/json': { schema: anyOf(schemas), ...replyExamples(contract, status, codes) },
    },
    ...(codes.length > 0 && { 'x-error-codes': codes }),
  };
};

const answersOf = (contract: EndpointContract, path: string): readonly Answer[] => {
  const byStatus = Map.groupBy(errorsOf(contract), (code) => statusOf(code, path));
  const statuses = new Set([...Object.keys(contract.replies).map(Number), ...byStatus.keys()]);
  return [...statuses]
    .toSorted((a, b) => a - b)
    .map((status) => ({
      contract,
      status,
      codes: byStatus.get(status) ?? [],
      reply: contract.replies[status],
    }));
};

/** Errors of few codes come again at many endpoints; named by these, they are written down once. */
const NAMED_UP_TO = 3;

const nameOf = ({ contract, status, codes, reply }: Answer): string | undefined => {
  const isCommon = reply === undefined && codes.length <= NAMED_UP_TO && !wordsErrors(contract, codes);
  return isCommon ? [status, ...codes].join('.') : undefined;
};

/** Replies and errors of one operation by status. */
export const responsesOf = (contract: EndpointContract, path: string): Readonly<Record<string, Node>> =>
  Object.fromEntries(
    answersOf(contract, path).map((answer) => {
      const name = nameOf(answer);
      return [String(answer.status), name === undefined ? response(answer) : ref('responses', name)];
    }),
  );

/** `components/responses` of all these endpoints, in the order of their names. */
export const namedResponses = (contracts: readonly EndpointContract[]): Readonly<Record<string, Node>> => {
  const answers = contracts.flatMap((contract) =>
    pathsOf(contract).flatMap((path) => answersOf(contract, path)),
  );
  const named = answers.flatMap((answer) => {
    const name = nameOf(answer);
    return name === undefined ? [] : [[name, response(answer)] as const];
  });
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
