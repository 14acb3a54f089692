import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import type { Db } from '../table/db.ts';
import { CLIENT_REGISTER, clientKey, clientRegisterKey } from '../table/keys.ts';
import { addedLater, itemType, type Stored } from '../table/stored-items.ts';
import { type TransactWrite, transact } from '../table/transact.ts';

/** Items of version 1 have no version of their own, customers, authors and inner circle. */
const CLIENT = itemType('client', (token: ClientToken) => ({
  ...clientKey(token.hash),
  ...token,
  customers: addedLater(token.customers),
  internal: addedLater(token.internal),
  version: addedLater(token.version),
  updated_at: addedLater(token.updated_at),
  created_by: addedLater(token.created_by),
  updated_by: addedLater(token.updated_by),
}));

const CLIENT_LINE = itemType('client-register', ({ id, hash }: ClientToken) => ({
  ...clientRegisterKey(id),
  hash,
}));

const fromItem = ({ pk, sk, kind, v, ...token }: Stored<typeof CLIENT>): ClientToken => ({
  ...token,
  customers: token.customers ?? null,
  internal: token.internal ?? false,
  version: token.version ?? 0,
  updated_at: token.updated_at ?? token.created_at,
  created_by: token.created_by ?? null,
  updated_by: token.updated_by ?? null,
});

/** No other writer has changed the token since it was read. */
const asSeen = ({ version }: Pick<ClientToken, 'version'>) =>
  version === 0
    ? {
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#version)',
        ExpressionAttributeNames: { '#version': 'version' },
      }
    : {
        ConditionExpression: '#version = :seen',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':seen': version },
      };

/**
 * The caller's token still exists with the permits that were read, at the very moment of the write: a token whose
 * revocation is in progress leaves no children. An operator grants without a token.
 */
const callerChecks = (
  db: Db,
  caller: ClientToken | undefined,
  target: Pick<ClientToken, 'id'>,
): readonly TransactWrite[] =>
  // A transaction takes one write an item; the write of a token that changes itself has the check already.
  caller === undefined || caller.id === target.id
    ? []
    : [
        {
          write: {
            ConditionCheck: { TableName: db.table, Key: clientKey(caller.hash), ...asSeen(caller) },
          },
          checkName: 'granter_changed',
        },
      ];

/** @param hash lower-case hex SHA-256 of the secret */
export const findClient = async (db: Db, hash: string): Promise<ClientToken | undefined> => {
  const item = await CLIENT.find(db, clientKey(hash));
  return item && fromItem(item);
};

export const findClientById = async (db: Db, id: number): Promise<ClientToken | undefined> => {
  const line = await CLIENT_LINE.find(db, clientRegisterKey(id));
  return line && findClient(db, line.hash);
};

/** All client tokens by id: exact counts and filters read all of them. */
export const listClients = async (db: Db): Promise<ClientToken[]> => {
  const hashes: string[] = [];
  for await (const { hash } of CLIENT_LINE.partition(db, CLIENT_REGISTER)) hashes.push(hash);
  const items = await CLIENT.findAll(db, hashes.map(clientKey));
  return items.map(fromItem).toSorted((one, other) => one.id - other.id);
};

/**
 * Stores a new client token and its line in the register.
 * @param extraWrites other writes of the same transaction
 * @returns false when the caller's token has changed since it was read
 */
export const storeClient = async (
  db: Db,
  token: ClientToken,
  caller?: ClientToken,
  extraWrites: readonly TransactWrite[] = [],
): Promise<boolean> => {
  const absent = 'attribute_not_exists(pk)';
  const failedChecks = await transact(db, [
    { write: { Put: { TableName: db.table, Item: CLIENT.item(token), ConditionExpression: absent } } },
    { write: { Put: { TableName: db.table, Item: CLIENT_LINE.item(token), ConditionExpression: absent } } },
    ...callerChecks(db, caller, token),
    ...extraWrites,
  ]);
  return failedChecks.length === 0;
};

/**
 * @param extraWrites other writes of the same transaction
 * @returns false when the token or the caller's has changed since it was read
 */
export const updateClient = async (
  db: Db,
  { seen, after }: { readonly seen: ClientToken; readonly after: Omit<ClientToken, 'version'> },
  caller?: ClientToken,
  extraWrites: readonly TransactWrite[] = [],
): Promise<boolean> => {
  const Item = CLIENT.item({ ...after, version: seen.version + 1 });
  const failedChecks = await transact(db, [
    { write: { Put: { TableName: db.table, Item, ...asSeen(seen) } }, checkName: 'stale' },
    ...callerChecks(db, caller, seen),
    ...extraWrites,
  ]);
  return failedChecks.length === 0;
};

/**
 * Removes the token and its line in the register. Functions drop it within the directory's lifetime. An operator
 * revokes any version of it; a caller only the one that was read.
 * @param extraWrites other writes of the same transaction
 * @returns false when the token or the caller's has changed since it was read
 */
export const revokeClient = async (
  db: Db,
  seen: ClientToken,
  caller?: ClientToken,
  extraWrites: readonly TransactWrite[] = [],
): Promise<boolean> => {
  const condition = caller && asSeen(seen);
  const failedChecks = await transact(db, [
    {
      write: { Delete: { TableName: db.table, Key: clientKey(seen.hash), ...condition } },
      checkName: 'stale',
    },
    { write: { Delete: { TableName: db.table, Key: clientRegisterKey(seen.id) } } },
    ...callerChecks(db, caller, seen),
    ...extraWrites,
  ]);
  return failedChecks.length === 0;
};
