import type { Chance } from '../random.ts';

/** Milliseconds: fastest, p50, p90, p95, p99, slowest. */
type Quantiles = readonly [number, number, number, number, number, number];

const SHARES = [0, 0.5, 0.9, 0.95, 0.99, 1] as const;

/**
 * Calls of the table from a Lambda function, 400 of each.
 * @see https://github.com/alexdebrie/dynamodb-performance-testing
 */
const MEASURED = {
  single: [5.47, 7.55, 11.3, 13.2, 16.2, 29],
  batch: [7.96, 10.2, 16, 18, 27.6, 76.4],
  transaction: [19.4, 25.3, 30.7, 36.4, 92.5, 218],
} as const satisfies Record<string, Quantiles>;

export type Shape = keyof typeof MEASURED;

/** Reads were not measured there; AWS promises no more reads than writes, so they take as long. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  Get: 'single',
  Query: 'single',
  Put: 'single',
  Update: 'single',
  Delete: 'single',
  BatchGet: 'batch',
  BatchExecuteStatement: 'batch',
  TransactWrite: 'transaction',
};

/** How long a call takes, between the measured quantiles in a straight line. */
export const latencyOf = (shape: Shape, chance: Chance): number => {
  const share = chance.next();
  const at = SHARES.findIndex((one) => share < one);
  const [low = 0, high = 0] = MEASURED[shape].slice(at - 1, at + 1);
  const [from = 0, to = 1] = SHARES.slice(at - 1, at + 1);
  return low + ((high - low) * (share - from)) / (to - from);
};

/** Nine of ten calls are faster. */
export const slowOf = (shape: Shape): number => MEASURED[shape][2];

/**
 * A request of SQS: "tens or low hundreds of milliseconds".
 * @see https://aws.amazon.com/sqs/faqs/
 */
export const queueLatency = (chance: Chance): number => chance.spread(10, 200);

/**
 * An item of one unit is written a thousand times a second at most, for its partition takes no more.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const LEADER_MS = 1;

/** argon2id as the functions use it, on one core: `npm run bench -- password-hash`. */
export const PASSWORD_MS = 31;
