import { latencyOf } from '../limits/latencies.ts';
import { Chance } from '../random.ts';
import type { Source } from './sources.ts';

interface Load {
  /** Functions that the account runs at once. */
  readonly account: number;
  readonly sources: readonly Source[];
  /** Requests of the API a second, at random moments. */
  readonly requests: number;
  readonly minutes: number;
  readonly seed: number;
}

/** What became of the requests. */
interface Share {
  readonly asked: number;
  /** Found no free function: API Gateway answers 503. */
  readonly refused: number;
  /** Most requests in a row that found none. */
  readonly inARow: number;
}

/** Lambda's pollers try again after a pause when they are refused. */
const PAUSE = [5, 500] as const;

/** Four calls of the table, one after the other. */
const requestMs = (chance: Chance): number =>
  [1, 2, 3, 4].reduce((sum) => sum + latencyOf('single', chance), 0);

/**
 * An account's functions on virtual time: the first source that asks takes a free one. Seeded; asks no clock.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export const shareOfRequests = ({ account, sources, requests, minutes, seed }: Load): Share => {
  const chance = new Chance(seed);
  const events: { at: number; run: (now: number) => void }[] = [];
  const plan = (at: number, run: (now: number) => void): void => {
    const place = events.findLastIndex((event) => event.at <= at);
    events.splice(place + 1, 0, { at, run });
  };
  let busy = 0;
  const start = (now: number, ms: number, ended: (now: number) => void): boolean => {
    if (busy >= account) return false;
    busy += 1;
    plan(now + ms, (then) => {
      busy -= 1;
      ended(then);
    });
    return true;
  };
  const turn =
    ({ every, runMs }: Source) =>
    (now: number): void => {
      const again = turn({ id: '', atOnce: 1, runMs, ...(every !== undefined && { every }) });
      const next = every === undefined ? undefined : now + every * (0.5 + chance.next());
      const started = start(now, runMs(chance), (ended) => plan(Math.max(ended, next ?? ended), again));
      if (!started) plan(now + chance.spread(...PAUSE), again);
    };
  for (const source of sources)
    for (let n = 0; n < source.atOnce; n += 1) plan(chance.next() * (source.every ?? 100), turn(source));

  const share = { asked: 0, refused: 0, inARow: 0 };
  let row = 0;
  const request = (now: number): void => {
    share.asked += 1;
    const served = start(now, requestMs(chance), () => undefined);
    row = served ? 0 : row + 1;
    if (!served) share.refused += 1;
    share.inARow = Math.max(share.inARow, row);
    plan(now - (1000 / requests) * Math.log(1 - chance.next()), request);
  };
  plan(0, request);

  const end = minutes * 60_000;
  for (let event = events.shift(); event && event.at < end; event = events.shift()) event.run(event.at);
  return share;
};
