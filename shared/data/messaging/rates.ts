import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Channel } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import { rateKey } from '../table/messaging-keys.ts';
import { type Item, readItem } from '../table/read.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';

/** One second of a channel: what was granted in it, in all and to each club that asked. */
interface RateSecond {
  readonly granted: number;
  readonly clubs: Readonly<Record<string, number>>;
}

const CLUB_PREFIX = 'club:';
const TTL_SECONDS = 60 * 60;

const fromItem = (item: Item | undefined): RateSecond => ({
  granted: Number(item?.['granted'] ?? 0),
  clubs: Object.fromEntries(
    Object.entries(item ?? {}).flatMap(([name, value]) =>
      name.startsWith(CLUB_PREFIX) ? [[name.slice(CLUB_PREFIX.length), Number(value)]] : [],
    ),
  ),
});

export const findRateSecond = async (db: Db, channel: Channel, second: number): Promise<RateSecond> =>
  fromItem(await readItem(db, rateKey(channel, second)));

/** How many messages one second may hold: in all, and of one club. */
interface RateLimits {
  readonly all: number;
  readonly club: number;
}

/**
 * Acquires so many messages of a second, all or none; with 0 a club only says that it has some to send. A call whose
 * answer was lost acquires twice: that second carries fewer messages than it may, never more.
 * @returns the second as it is now, and whether they were acquired
 */
export const acquireFromSecond = async (
  db: Db,
  { channel, second, club }: { channel: Channel; second: number; club: string },
  count: number,
  limits: RateLimits,
): Promise<{ readonly taken: boolean; readonly second: RateSecond }> => {
  const fits = ['#granted <= :room', '#club <= :own'].map((rule) => {
    const [name] = rule.split(' ');
    return `(attribute_not_exists(${name}) OR ${rule})`;
  });
  try {
    const { Attributes } = await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: rateKey(channel, second),
        UpdateExpression: 'SET #ttl = :ttl ADD #granted :count, #club :count',
        ConditionExpression: fits.join(' AND '),
        ExpressionAttributeNames: {
          '#granted': 'granted',
          '#club': `${CLUB_PREFIX}${club}`,
          '#ttl': 'ttl',
        },
        ExpressionAttributeValues: {
          ':count': count,
          ':room': limits.all - count,
          ':own': limits.club - count,
          ':ttl': second + TTL_SECONDS,
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return { taken: true, second: fromItem(Attributes) };
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return { taken: false, second: await findRateSecond(db, channel, second) };
  }
};
