import { acquireFromSecond, findRateSecond } from '#shared/data/messaging/rates.ts';
import { shareOf } from '#shared/domain/messaging/rate-share.ts';
import { ENV } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { expiringCache } from '#shared/ports/expiring-cache.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import type { Channel } from '#shared/vocabulary.ts';

const RATES: Port<Readonly<Record<Channel, number>>> = (runtime) =>
  JSON.parse(runtime.env(ENV.sendingRates)) as Record<Channel, number>;

/** Who asked in a second that is over; it does not change any more. */
const asked: Port<(name: string) => Promise<readonly string[]>> = (runtime) =>
  expiringCache({
    ttlSeconds: 10,
    maxEntries: 10,
    now: () => runtime.now(),
    load: async (name) => {
      const [channel, second] = name.split(' ');
      const { clubs } = await findRateSecond(runtime.use(database), channel as Channel, Number(second));
      return Object.keys(clubs);
    },
  });

const MOST_TRIES = 3;

/**
 * Asks for messages of the present second: all clubs together keep to the provider's rate, and each to its share.
 * @returns how many are granted, at most those wanted; 0 = another second
 */
export const acquireSendQuota = async (
  runtime: Runtime,
  club: string,
  channel: Channel,
  wanted: number,
): Promise<number> => {
  const db = runtime.use(database);
  const second = Math.floor(runtime.now().getTime() / 1000);
  const all = runtime.use(RATES)[channel];
  const before = await runtime.use(asked)(`${channel} ${second - 1}`);
  const limits = { all, club: shareOf(all, before, club) };
  let count = Math.min(wanted, limits.club);
  for (let attempt = 1; attempt <= MOST_TRIES && count > 0; attempt += 1) {
    const { taken, second: now } = await acquireFromSecond(db, { channel, second, club }, count, limits);
    if (taken) return count;
    count = Math.min(count, all - now.granted, limits.club - (now.clubs[club] ?? 0));
  }
  await acquireFromSecond(db, { channel, second, club }, 0, limits);
  return 0;
};
