import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { logInName } from '../domain/grant.ts';
import { FAILURE_WINDOW_SECONDS, type FailureKind, type Failures } from '../domain/log-in-limits.ts';
import type { Identifiers } from '../domain/member.ts';
import { busy } from '../errors.ts';
import type { Db } from './db.ts';
import { failuresKey, type Key } from './keys.ts';
import { type Item, readItems } from './read.ts';
import { send } from './send.ts';
import { remove, runStatements } from './statements.ts';
import { isConditionFailure } from './store-errors.ts';

/** Who tries: what a log-in is counted under. */
export interface Guesser {
  readonly club: string;
  /** `LogInName.counted`; only its hash becomes a key, for it may be anything that somebody typed. */
  readonly identifier: string;
  /** Id of the client token. */
  readonly client: number;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export const failureKeys = ({ club, identifier, client }: Guesser): Readonly<Record<FailureKind, Key>> => ({
  identifier: failuresKey(club, 'IDENTIFIER', hashOf(identifier)),
  client: failuresKey(club, 'CLIENT', client),
});

export const failuresFromItem = (item: Item): Failures => ({
  count: Number(item['count']),
  ends_at: Number(item['ends_at']),
});

const write = async (db: Db, key: Key, expression: string, condition: string, now: number) => {
  const { Attributes } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: key,
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#count': 'count', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':one': 1,
        ':ends': now + FAILURE_WINDOW_SECONDS,
        ':now': now,
        ':kind': 'failures',
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return failuresFromItem(Attributes ?? {});
};

/** `:now`, `:one` and the rest are the values of `write`. */
const WRITES = [
  {
    // The window is running, or there is none.
    condition: 'attribute_not_exists(ends_at) OR ends_at > :now',
    expression:
      'ADD #count :one SET ends_at = if_not_exists(ends_at, :ends), #ttl = if_not_exists(#ttl, :ends), kind = :kind',
  },
  {
    // Its time is over.
    condition: 'ends_at <= :now',
    expression: 'SET #count = :one, ends_at = :ends, #ttl = :ends, kind = :kind',
  },
] as const;

/** Between two tries the other write's condition may come true, but not for long. */
const MAX_ROUNDS = 5;

/**
 * Counts one failure, atomically. A window that is over starts anew, whether or not the table still holds it.
 * @returns the window with this failure
 */
const countOne = async (db: Db, key: Key, now: number): Promise<Failures> => {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    for (const { expression, condition } of WRITES) {
      try {
        return await write(db, key, expression, condition, now);
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
      }
    }
  }
  throw busy(new Error('The window of failures does not hold still'));
};

/** Counts a failed log-in under its identifier and under its client token, at once. */
export const countFailure = async (
  db: Db,
  guesser: Guesser,
  now: number,
): Promise<Readonly<Record<FailureKind, Failures>>> => {
  const keys = failureKeys(guesser);
  const [identifier, client] = await Promise.all([
    countOne(db, keys.identifier, now),
    countOne(db, keys.client, now),
  ]);
  return { identifier, client };
};

/** A member and all that its log-ins may name it by. */
interface Named {
  readonly id: number;
  readonly identifiers: Identifiers;
}

const keysOf = (club: string, member: Named): Key[] =>
  Object.entries({ id: String(member.id), ...member.identifiers }).map(([type, value]) => {
    const { counted } = logInName(type as keyof Identifiers | 'id', value);
    return failureKeys({ club, identifier: counted, client: 0 }).identifier;
  });

/** Failed log-ins under any name of a member, in windows that still run. */
export const findFailures = async (
  db: Db,
  club: string,
  member: Named,
  now: number,
): Promise<readonly Failures[]> =>
  (await readItems(db, keysOf(club, member))).map(failuresFromItem).filter(({ ends_at }) => ends_at > now);

/** Forgets a member's failed log-ins under every identifier: whoever reset the password has proved who they are. */
export const forgetFailures = async (db: Db, club: string, member: Named): Promise<void> => {
  const keys = keysOf(club, member);
  await runStatements(
    db,
    keys.map((key) => remove(db, { ...key }, {})),
  );
};
