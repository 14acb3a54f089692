import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Channel } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import { rateKey } from '../table/messaging-keys.ts';
import { type Item, readItem } from '../table/read.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';

/** A sending that asks for messages, with its weight among those of its club. */
export interface QuotaRequester {
  readonly club: string;
  readonly sending: number;
  readonly weight: number;
}

/** One second of a channel: what was granted in it, in all, to each club and to each sending that asked. */
interface RateSecond {
  readonly granted: number;
  readonly clubs: Readonly<Record<string, number>>;
  readonly sendings: readonly (QuotaRequester & { readonly granted: number })[];
}

const CLUB_PREFIX = 'club:';
const SENDING_PREFIX = 'sending:';
const TTL_SECONDS = 60 * 60;

/** The weight is in the name, so that a request is still one update. No slug has a colon. */
const sendingAttribute = ({ club, sending, weight }: QuotaRequester): string =>
  `${SENDING_PREFIX}${club}:${sending}:${weight}`;

const sendingFrom = (name: string, granted: number): RateSecond['sendings'][number] => {
  const [club = '', sending, weight] = name.slice(SENDING_PREFIX.length).split(':');
  return { club, sending: Number(sending), weight: Number(weight), granted };
};

const fromItem = (item: Item | undefined): RateSecond => {
  const counters = Object.entries(item ?? {});
  return {
    granted: Number(item?.['granted'] ?? 0),
    clubs: Object.fromEntries(
      counters.flatMap(([name, value]) =>
        name.startsWith(CLUB_PREFIX) ? [[name.slice(CLUB_PREFIX.length), Number(value)]] : [],
      ),
    ),
    sendings: counters.flatMap(([name, value]) =>
      name.startsWith(SENDING_PREFIX) ? [sendingFrom(name, Number(value))] : [],
    ),
  };
};

export const findRateSecond = async (db: Db, channel: Channel, second: number): Promise<RateSecond> =>
  fromItem(await readItem(db, rateKey(channel, second)));

/** How many messages one second may hold: in all, of one club and of one of its sendings. */
interface RateLimits {
  readonly all: number;
  readonly club: number;
  readonly sending: number;
}

/** Each counter leaves room for the messages. */
const FITS = Object.entries({ '#granted': ':all', '#club': ':club', '#sending': ':sending' })
  .map(([counter, room]) => `(attribute_not_exists(${counter}) OR ${counter} <= ${room})`)
  .join(' AND ');

/**
 * Acquires so many messages of a second, all or none; with 0 a sending only says that it has some to send. A call whose
 * answer was lost acquires twice: that second carries fewer messages than it may, never more.
 * @returns the second as it is now, and whether they were acquired
 */
export const acquireFromSecond = async (
  db: Db,
  { channel, second, requester }: { channel: Channel; second: number; requester: QuotaRequester },
  count: number,
  limits: RateLimits,
): Promise<{ readonly acquired: boolean; readonly second: RateSecond }> => {
  try {
    const { Attributes } = await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: rateKey(channel, second),
        UpdateExpression: 'SET #ttl = :ttl ADD #granted :count, #club :count, #sending :count',
        ConditionExpression: FITS,
        ExpressionAttributeNames: {
          '#granted': 'granted',
          '#club': `${CLUB_PREFIX}${requester.club}`,
          '#sending': sendingAttribute(requester),
          '#ttl': 'ttl',
        },
        ExpressionAttributeValues: {
          ':count': count,
          ':all': limits.all - count,
          ':club': limits.club - count,
          ':sending': limits.sending - count,
          ':ttl': second + TTL_SECONDS,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return { acquired: true, second: fromItem(Attributes) };
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return { acquired: false, second: await findRateSecond(db, channel, second) };
  }
};
