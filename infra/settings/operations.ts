import { isAbsent } from './value.ts';

const ADDRESS = /^[^@\s,]+@[^@\s,]+\.[^@\s,]+$/;

/**
 * @param value `-c alarmEmail=ops@example.com`: the recipient of alarms
 * @throws TypeError when it is no address
 */
export const alarmEmailOf = (value: unknown): string | undefined => {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'string' && ADDRESS.test(value)) return value;
  throw new TypeError(`alarmEmail ${JSON.stringify(value)} must be one e-mail address`);
};

/** Dollars a month. */
export interface Spending {
  /** What SNS may spend on SMS: the account's quota. */
  readonly smsLimit: number;
  /** What the account may cost before an alarm. */
  readonly budget: number | undefined;
}

/** The quota of a new account. @see https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html */
const FIRST_SMS_LIMIT = 1;

const dollars = (name: string, value: unknown): number | undefined => {
  if (isAbsent(value)) return undefined;
  const amount = Number(value);
  if (amount > 0 && Number.isFinite(amount)) return amount;
  throw new TypeError(`${name} ${JSON.stringify(value)} must be dollars a month`);
};

/**
 * @param settings `-c smsLimit=200 -c monthlyBudget=500`
 * @throws TypeError when one is no amount
 */
export const spendingOf = (settings: {
  readonly smsLimit: unknown;
  readonly monthlyBudget: unknown;
}): Spending => ({
  smsLimit: dollars('smsLimit', settings.smsLimit) ?? FIRST_SMS_LIMIT,
  budget: dollars('monthlyBudget', settings.monthlyBudget),
});

/** Write units a second of a new table, and what the quota of an account allows one table. */
const WARM = { least: 4000, most: 40_000 };

/**
 * @param value `-c warmWrites=20000`: write units a second that the table serves at once
 * @throws TypeError when it is no such number
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 */
export const warmWritesOf = (value: unknown): number | undefined => {
  if (isAbsent(value)) return undefined;
  const units = Number(value);
  if (Number.isInteger(units) && units >= WARM.least && units <= WARM.most) return units;
  throw new TypeError(
    `warmWrites ${JSON.stringify(value)} must be write units a second, ${WARM.least} to ${WARM.most}`,
  );
};

/** A table that was restored from a backup and takes the place of the stack's own. */
export interface RestoredTable {
  readonly name: string;
  readonly arn: string;
  readonly streamArn: string;
}

const STREAM =
  /^(arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/([A-Za-z0-9_.-]{3,255}))\/stream\/[0-9T:.-]+$/;

/**
 * @param value `-c restoredTable=<ARN of the restored table's stream>`
 * @throws TypeError when it is no such ARN
 */
export const restoredTableOf = (value: unknown): RestoredTable | undefined => {
  if (isAbsent(value)) return undefined;
  const [streamArn, arn, name] = (typeof value === 'string' && value.match(STREAM)) || [];
  if (streamArn !== undefined && arn !== undefined && name !== undefined) return { name, arn, streamArn };
  throw new TypeError(`restoredTable ${JSON.stringify(value)} must be the ARN of a table's stream`);
};
