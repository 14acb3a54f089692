import {
  type OneTimeToken,
  TOKEN_LIFETIMES,
  type TokenPurpose,
} from '#shared/domain/confirmations/one-time-token.ts';
import type { Db } from '../table/db.ts';
import { tokenKey } from '../table/keys.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

/** Whose token it is. */
interface TokenOwner {
  readonly club: string;
  readonly id: number;
}

const seconds = (time: string): number => Math.ceil(Date.parse(time) / 1000);

const TOKEN = itemType('token', (owner: TokenOwner, token: OneTimeToken) => ({
  ...tokenKey(owner.club, owner.id, token.purpose),
  ...token,
  ttl: seconds(token.expires_at),
}));

/** Stores a token in a transaction; an older one of the purpose is void from then on. */
export const issueWrite = (db: Db, owner: TokenOwner, token: OneTimeToken): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: TOKEN.item(owner, token) } },
});

/** The newest token of a purpose, expired or not; the table removes expired ones days late (fault F46). */
export const findToken = async (
  db: Db,
  owner: TokenOwner,
  purpose: TokenPurpose,
): Promise<OneTimeToken | undefined> => {
  const item = await TOKEN.find(db, tokenKey(owner.club, owner.id, purpose));
  if (!item) return undefined;
  const { pk, sk, kind, v, ttl, ...token } = item;
  return token;
};

/** Still exactly this token: not replaced, not used. */
const asSeen = (token: OneTimeToken) => ({
  ConditionExpression: '#hash = :hash',
  ExpressionAttributeNames: { '#hash': 'hash' },
  ExpressionAttributeValues: { ':hash': token.hash },
});

/** Deletes a token that is used, in the transaction of its effect; failed check: `token`. */
export const consumeWrite = (db: Db, owner: TokenOwner, token: OneTimeToken): TransactWrite => ({
  write: {
    Delete: {
      TableName: db.table,
      Key: tokenKey(owner.club, owner.id, token.purpose),
      ...asSeen(token),
    },
  },
  checkName: 'token',
});

/** The token is still the one seen, and stays: for effects that may be repeated; failed check: `token`. */
export const validCheck = (db: Db, owner: TokenOwner, token: OneTimeToken): TransactWrite => ({
  write: {
    ConditionCheck: {
      TableName: db.table,
      Key: tokenKey(owner.club, owner.id, token.purpose),
      ...asSeen(token),
    },
  },
  checkName: 'token',
});

/** `secure_account`: the links that undo changes of addresses. */
const PURPOSES = [...(Object.keys(TOKEN_LIFETIMES) as TokenPurpose[]), 'secure_account'];

/** Deletes every token of a member, and with them the addresses they hold, in the transaction that removes it. */
export const removeTokensWrites = (db: Db, owner: TokenOwner): TransactWrite[] =>
  PURPOSES.map((purpose) => ({
    write: { Delete: { TableName: db.table, Key: tokenKey(owner.club, owner.id, purpose) } },
  }));
