import { acquireFromSecond, findRateSecond, type QuotaRequester } from '#shared/data/messaging/rates.ts';
import { clubShareOf, sendingShareOf, weightOf } from '#shared/domain/messaging/rate-share.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';
import { ENV } from '#shared/env-names.ts';
import { database } from '#shared/ports/database.ts';
import { expiringCache } from '#shared/ports/expiring-cache.ts';
import type { Port, Runtime } from '#shared/runtime.ts';
import type { Channel } from '#shared/vocabulary.ts';

/** Messages a second of each channel. */
export const sendingRates: Port<Readonly<Record<Channel, number>>> = (runtime) =>
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

const limitsOf = async (runtime: Runtime, channel: Channel, second: number, requester: QuotaRequester) => {
  const { club, sending, weight } = requester;
  const all = runtime.use(sendingRates)[channel];
  const { clubs, sendings } = await runtime.use(pastSecond)(`${channel} ${second - 1}`);
  const share = clubShareOf(all, Object.keys(clubs), club);
  const ofClub = sendings.filter((one) => one.club === club).map((one) => [one.sending, one.weight] as const);
  return {
    all,
    club: share,
    sending: sendingShareOf(share, new Map([...ofClub, [sending, weight]]), sending, second),
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
  const requester = { club, sending: sending.id, weight: weightOf(sending.priority) };
  const limits = await limitsOf(runtime, channel, second, requester);
  let count = Math.min(wanted, limits.club, limits.sending);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && count > 0; attempt += 1) {
    const { acquired, second: current } = await acquireFromSecond(
      db,
      { channel, second, requester },
      count,
      limits,
    );
    if (acquired) return count;
    const own = current.sendings.find((one) => one.club === club && one.sending === sending.id)?.granted ?? 0;
    count = Math.min(
      count,
      limits.all - current.granted,
      limits.club - (current.clubs[club] ?? 0),
      limits.sending - own,
    );
  }
  // It still counts among those that have messages to send, so that club and sending have their share of the next second.
  await acquireFromSecond(db, { channel, second, requester }, 0, limits);
  return 0;
};
