/** Dollars. */
export interface Price {
  readonly of: string;
  readonly 'us-east-1': number;
  readonly 'eu-west-1': number;
  readonly source: string;
}

export type Region = 'us-east-1' | 'eu-west-1';
export const REGIONS = ['us-east-1', 'eu-west-1'] as const satisfies readonly Region[];

/** When the prices were last looked up. */
export const PRICED_ON = '2026-11-27';

const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';

/** List prices without free tiers and discounts. */
export const PRICES = {
  writeUnits: { of: 'million write units', 'us-east-1': 0.625, 'eu-west-1': 0.705, source: DYNAMODB },
  readUnits: { of: 'million read units', 'us-east-1': 0.125, 'eu-west-1': 0.141, source: DYNAMODB },
  storage: {
    of: 'GB of table and indexes, a month',
    'us-east-1': 0.25,
    'eu-west-1': 0.283,
    source: DYNAMODB,
  },
  backup: {
    of: 'GB of point-in-time recovery, a month',
    'us-east-1': 0.2,
    'eu-west-1': 0.226,
    source: DYNAMODB,
  },
  requests: {
    of: 'million requests of the HTTP API',
    'us-east-1': 1,
    'eu-west-1': 1.11,
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  invocations: { of: 'million invocations of functions', 'us-east-1': 0.2, 'eu-west-1': 0.2, source: LAMBDA },
  gigabyteSeconds: {
    of: 'million GB-seconds of functions (arm64)',
    'us-east-1': 13.3334,
    'eu-west-1': 13.3334,
    source: LAMBDA,
  },
  queueCalls: {
    of: 'million calls of a queue',
    'us-east-1': 0.4,
    'eu-west-1': 0.4,
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
  logs: {
    of: 'GB of logs',
    'us-east-1': 0.5,
    'eu-west-1': 0.57,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  mails: {
    of: 'million mails',
    'us-east-1': 100,
    'eu-west-1': 100,
    source: 'https://aws.amazon.com/ses/pricing/',
  },
} as const satisfies Readonly<Record<string, Price>>;

type Billed = keyof typeof PRICES;

/** What is billed: each in the unit of its price, but millions in ones. */
export type Usage = Partial<Readonly<Record<Billed, number>>>;

const MILLION = 1e6;
const inOnes = (billed: Billed): boolean => PRICES[billed].of.startsWith('million ');

export const dollars = (usage: Usage, region: Region): number =>
  Object.entries(usage).reduce((sum, [billed, amount]) => {
    const price = PRICES[billed as Billed][region];
    return sum + (price * amount) / (inOnes(billed as Billed) ? MILLION : 1);
  }, 0);

export const added = (...usages: readonly Usage[]): Usage => {
  const sum: Partial<Record<Billed, number>> = {};
  for (const usage of usages)
    for (const [billed, amount] of Object.entries(usage) as [Billed, number][])
      sum[billed] = (sum[billed] ?? 0) + amount;
  return sum;
};

export const times = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([billed, amount]) => [billed, amount * factor]));
