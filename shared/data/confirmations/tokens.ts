import {
  type OneTimeToken,
  TOKEN_LIFETIMES,
  type TokenPurpose,
} from '#shared/domain/confirmations/one-time-token.ts';
import type { Db } from '../table/db.ts';
import { tokenKey } from '../table/keys.ts';
import { readItem } from '../table/read.ts';
import type { TransactWrite } from '../table/transact.ts';

/** Whose token it is. */
interface TokenOwner {
  readonly club: string;
  readonly id: number;
}

const seconds = (time: string): number => Math.ceil(Date.parse(time) / 1000);

/** Stores a token in a transaction; an older one of the purpose is void from then on. */
export const issueWrite = (db: Db, owner: TokenOwner, token: OneTimeToken): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: {
        ...tokenKey(owner.club, owner.id, token.purpose),
        kind: 'token',
        v: 1,
        ...token,
        ttl: seconds(token.expires_at),
      },
    },
  },
});

/** The newest token of a purpose, expired or not; the table removes expired ones days late (fault F46). */
export const findToken = async (
  db: Db,
  owner: TokenOwner,
  purpose: TokenPurpose,
): Promise<OneTimeToken | undefined> => {
  const item = await readItem(db, tokenKey(owner.club, owner.id, purpose));
  return (
    item && {
      purpose,
      hash: String(item['hash']),
      email: String(item['email']),
      session_epoch: Number(item['session_epoch']),
      expires_at: String(item['expires_at']),
    }
  );
};

/** Still exactly this token: not replaced, not used. */
const asSeen = (token: OneTimeToken) => ({
  ConditionExpression: '#hash = :hash',
  ExpressionAttributeNames: { '#hash': 'hash' },
  ExpressionAttributeValues: { ':hash': token.hash },
});

/** Uses a token up, in the transaction of its effect; refused as `token`. */
export const consumeWrite = (db: Db, owner: TokenOwner, token: OneTimeToken): TransactWrite => ({
  write: {
    Delete: {
      TableName: db.table,
      Key: tokenKey(owner.club, owner.id, token.purpose),
      ...asSeen(token),
    },
  },
  refusal: 'token',
});

/** The token is still the one seen, and stays: for effects that may be repeated; refused as `token`. */
export const validCheck = (db: Db, owner: TokenOwner, token: OneTimeToken): TransactWrite => ({
  write: {
    ConditionCheck: {
      TableName: db.table,
      Key: tokenKey(owner.club, owner.id, token.purpose),
      ...asSeen(token),
    },
  },
  refusal: 'token',
});

const PURPOSES = Object.keys(TOKEN_LIFETIMES) as TokenPurpose[];

/** Forgets every token of a member, and with them the addresses they were mailed to, in the transaction that removes it. */
export const removeTokensWrites = (db: Db, owner: TokenOwner): TransactWrite[] =>
  PURPOSES.map((purpose) => ({
    write: { Delete: { TableName: db.table, Key: tokenKey(owner.club, owner.id, purpose) } },
  }));
