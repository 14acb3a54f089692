import { acquireFromSecond, findRateSecond } from '#shared/data/messaging/rates.ts';
import { shareOf } from '#shared/domain/messaging/rate-share.ts';
import { ENV } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { expiringCache } from '#shared/ports/expiring-cache.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import type { Channel } from '#shared/vocabulary.ts';

const RATES: Port<Readonly<Record<Channel, number>>> = (runtime) =>
  JSON.parse(runtime.env(ENV.sendingRates)) as Record<Channel, number>;

/** The clubs that asked for messages in a second that is over, and so does not change. */
const clubsOfSecond: Port<(name: string) => Promise<readonly string[]>> = (runtime) =>
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

const MAX_ATTEMPTS = 3;

/**
 * Acquires a part of the send quota of the current second: all clubs together keep the provider's rate, each club
 * keeps its share.
 * @returns number of messages, at most those wanted; 0 when this second has none left
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
  const before = await runtime.use(clubsOfSecond)(`${channel} ${second - 1}`);
  const limits = { all, club: shareOf(all, before, club) };
  let count = Math.min(wanted, limits.club);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && count > 0; attempt += 1) {
    const { taken, second: now } = await acquireFromSecond(db, { channel, second, club }, count, limits);
    if (taken) return count;
    count = Math.min(count, all - now.granted, limits.club - (now.clubs[club] ?? 0));
  }
  // The club still counts among those that have messages to send, so that the next second keeps a share for it.
  await acquireFromSecond(db, { channel, second, club }, 0, limits);
  return 0;
};
