import { WORKERS } from '#shared/contracts/queues.ts';
import { isAbsent } from './value.ts';

/** How many runs of a worker its queue feeds at once, by the worker's id. */
export type Concurrency = Readonly<Record<string, number>>;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html */
const LEAST = 2;
const MOST = 1000;

/** Functions at once in an account: what support grants first, and what a new account has. */
const ACCOUNT = 1000;
const LEAST_ACCOUNT = 10;

/** In an account below this, workers on the stream wait longer for a fuller batch, so that they start less often. */
const SMALL_ACCOUNT = 20;
const SMALL_ACCOUNT_WINDOW = 5;

/** What workers leave of it, for requests. */
const API_SHARE = 0.2;

interface Row {
  /** As in `-c <name>Concurrency=<number>`. */
  readonly name: 'bulk' | 'delivery' | 'sending' | 'reports' | 'webhooks' | 'deadLetters';
  /**
   * Takes a fraction of a second for ten messages, so that all brief workers count as the largest one. Webhooks count so,
   * too, though they last while a bulk does: a new account has no room for two more (docs/operations.md). The workers of
   * the stream and of schedules are brief; they have no number and are not counted.
   * `test/simulation/account` runs all of them but webhooks at once.
   */
  readonly brief: boolean;
}

const ROWS: ReadonlyMap<string, Row> = new Map([
  ['workers.bulk-chunk', { name: 'bulk', brief: false }],
  ['workers.deliver', { name: 'delivery', brief: false }],
  ['workers.send', { name: 'sending', brief: false }],
  ['workers.deliver-webhooks', { name: 'webhooks', brief: true }],
  ['workers.report', { name: 'reports', brief: true }],
  ['workers.bulk-dead-letter', { name: 'deadLetters', brief: true }],
]);

const WORKERS_WITH_ROWS = WORKERS.map(({ id, maxConcurrency }) => {
  const row = ROWS.get(id);
  if (!row) throw new Error(`${id} has no setting for its concurrency`);
  return { id, maxConcurrency, ...row, setting: `${row.name}Concurrency` };
});

type Numbered = (worker: (typeof WORKERS_WITH_ROWS)[number]) => number;

/** What runs at once when every worker has work. */
const totalOf = (numbered: Numbered): number => {
  const lasting = WORKERS_WITH_ROWS.filter(({ brief }) => !brief).map(numbered);
  const brief = WORKERS_WITH_ROWS.filter((worker) => worker.brief).map(numbered);
  return lasting.reduce((sum, number) => sum + number, 0) + Math.max(0, ...brief);
};

const whole = (name: string, value: unknown, least: number, most: number): number | undefined => {
  if (isAbsent(value)) return undefined;
  const number = /^\d{1,6}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new TypeError(`${name} ${JSON.stringify(value)} must be a whole number from ${least} to ${most}`);
};

const accountOf = (value: unknown): number =>
  whole('accountConcurrency', value, LEAST_ACCOUNT, 999_999) ?? ACCOUNT;

/**
 * @param account `-c accountConcurrency=10`
 * @returns seconds that every worker on the stream waits at least for a fuller batch
 * @throws TypeError when it is no such number
 */
export const streamWindowOf = (account: unknown): number =>
  accountOf(account) < SMALL_ACCOUNT ? SMALL_ACCOUNT_WINDOW : 0;

/**
 * Where the account is small, workers that are not named take less than they do by default, in proportion.
 * @param settings `-c accountConcurrency=10`: functions that the account runs at once; `-c bulkConcurrency=20`, …
 * @throws TypeError when one is no such number, or when workers would leave too little of the account for requests
 */
export const concurrencyOf = (settings: Readonly<Record<Row['name'] | 'account', unknown>>): Concurrency => {
  const account = accountOf(settings.account);
  const available = Math.floor(account * (1 - API_SHARE));
  const named = new Map(
    WORKERS_WITH_ROWS.map(({ id, name, setting }) => [id, whole(setting, settings[name], LEAST, MOST)]),
  );
  const left = available - totalOf(({ id }) => named.get(id) ?? 0);
  const share = Math.min(1, left / totalOf(({ id, maxConcurrency }) => (named.get(id) ? 0 : maxConcurrency)));
  const numberOf: Numbered = ({ id, maxConcurrency }) =>
    named.get(id) ?? Math.max(LEAST, Math.floor(maxConcurrency * share));
  const total = totalOf(numberOf);
  if (total > available) {
    const each = WORKERS_WITH_ROWS.map((worker) => `${worker.setting}=${numberOf(worker)}`);
    throw new TypeError(
      `Workers would take ${total} of the ${account} functions that the account runs at once (accountConcurrency), ` +
        `and may take ${available}, so that requests have a fifth: lower ${each.join(', ')}. Each takes ${LEAST} ` +
        'or more; of reports, webhooks and dead letters only the largest number counts',
    );
  }
  return Object.fromEntries(WORKERS_WITH_ROWS.map((worker) => [worker.id, numberOf(worker)]));
};
