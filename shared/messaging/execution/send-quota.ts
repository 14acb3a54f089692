import { acquireFromSecond, findRateSecond, type RateUser } from '#shared/data/messaging/rates.ts';
import { partOf, shareOf, weightOf } from '#shared/domain/messaging/rate-share.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import { ENV } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { expiringCache } from '#shared/ports/expiring-cache.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import type { Channel } from '#shared/vocabulary.ts';

const RATES: Port<Readonly<Record<Channel, number>>> = (runtime) =>
  JSON.parse(runtime.env(ENV.sendingRates)) as Record<Channel, number>;

/** A second that is over, and so does not change: which clubs and sendings asked for messages in it. */
const pastSecond: Port<(name: string) => ReturnType<typeof findRateSecond>> = (runtime) =>
  expiringCache({
    ttlSeconds: 10,
    maxEntries: 10,
    now: () => runtime.now(),
    load: (name) => {
      const [channel, second] = name.split(' ');
      return findRateSecond(runtime.use(database), channel as Channel, Number(second));
    },
  });

const limitsOf = async (runtime: Runtime, channel: Channel, second: number, user: RateUser) => {
  const { club, sending, weight } = user;
  const all = runtime.use(RATES)[channel];
  const { clubs, sendings } = await runtime.use(pastSecond)(`${channel} ${second - 1}`);
  const share = shareOf(all, Object.keys(clubs), club);
  const ofClub = sendings.filter((one) => one.club === club).map((one) => [one.sending, one.weight] as const);
  return {
    all,
    club: share,
    sending: partOf(share, new Map([...ofClub, [sending, weight]]), sending, second),
  };
};

const MAX_ATTEMPTS = 3;

/**
 * Acquires a part of the send quota of the current second: all clubs together keep the provider's rate, each club
 * keeps its share, and each sending the part of it that its priority gives.
 * @returns number of messages, at most those wanted; 0 when this second has none left
 */
export const acquireSendQuota = async (
  runtime: Runtime,
  { club, sending }: { readonly club: string; readonly sending: Pick<SendingState, 'id' | 'priority'> },
  channel: Channel,
  wanted: number,
): Promise<number> => {
  const db = runtime.use(database);
  const second = Math.floor(runtime.now().getTime() / 1000);
  const user = { club, sending: sending.id, weight: weightOf(sending.priority) };
  const limits = await limitsOf(runtime, channel, second, user);
  let count = Math.min(wanted, limits.club, limits.sending);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && count > 0; attempt += 1) {
    const { taken, second: now } = await acquireFromSecond(db, { channel, second, user }, count, limits);
    if (taken) return count;
    const own = now.sendings.find((one) => one.club === club && one.sending === sending.id)?.granted ?? 0;
    count = Math.min(
      count,
      limits.all - now.granted,
      limits.club - (now.clubs[club] ?? 0),
      limits.sending - own,
    );
  }
  // It still counts among those that have messages to send, so that club and sending have their share of the next second.
  await acquireFromSecond(db, { channel, second, user }, 0, limits);
  return 0;
};
