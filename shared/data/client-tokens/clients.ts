import type { ApiEntity, ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import type { Db } from '../table/db.ts';
import { CLIENT_REGISTER, clientKey, clientRegisterKey } from '../table/keys.ts';
import { type Item, readItem, readItems, readPartition } from '../table/read.ts';
import { type TransactWrite, transact } from '../table/transact.ts';

const toItem = (token: ClientToken): Item => ({ ...clientKey(token.hash), kind: 'client', v: 2, ...token });

/** Items of the first shape have no version, customers, authors and inner circle. */
const fromItem = (item: Item): ClientToken => ({
  id: Number(item['id']),
  name: String(item['name']),
  hash: String(item['hash']),
  last4: String(item['last4']),
  permits: item['permits'] as string[],
  policies: item['policies'] as string[],
  clubs: item['clubs'] as string[] | null,
  customers: (item['customers'] ?? null) as string[] | null,
  product: item['product'] as string | null,
  internal: item['internal'] === true,
  version: Number(item['version'] ?? 0),
  created_at: String(item['created_at']),
  updated_at: String(item['updated_at'] ?? item['created_at']),
  created_by: (item['created_by'] ?? null) as ApiEntity | null,
  updated_by: (item['updated_by'] ?? null) as ApiEntity | null,
});

/** Nobody wrote the token since it was read. */
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
 * Whoever grants is still there and still holds what was read, at the very moment of the write: a token that is
 * being revoked leaves no children. An operator grants without a token.
 */
const callerChecks = (
  db: Db,
  caller: ClientToken | undefined,
  target: Pick<ClientToken, 'id'>,
): readonly TransactWrite[] =>
  // A transaction takes one write an item; who changes himself is checked by that write.
  caller === undefined || caller.id === target.id
    ? []
    : [
        {
          write: {
            ConditionCheck: { TableName: db.table, Key: clientKey(caller.hash), ...asSeen(caller) },
          },
          refusal: 'granter_changed',
        },
      ];

/** @param hash lower-case hex SHA-256 of the secret */
export const findClient = async (db: Db, hash: string): Promise<ClientToken | undefined> => {
  const item = await readItem(db, clientKey(hash));
  return item && fromItem(item);
};

export const findClientById = async (db: Db, id: number): Promise<ClientToken | undefined> => {
  const line = await readItem(db, clientRegisterKey(id));
  return line && findClient(db, String(line['hash']));
};

/** All client tokens by id: exact counts and filters read all of them. */
export const listClients = async (db: Db): Promise<ClientToken[]> => {
  const hashes: string[] = [];
  for await (const line of readPartition(db, CLIENT_REGISTER)) hashes.push(String(line['hash']));
  const items = await readItems(db, hashes.map(clientKey));
  return items.map(fromItem).toSorted((one, other) => one.id - other.id);
};

/**
 * Stores a new client token and its line in the register.
 * @returns false when the granter is not as it was seen any more
 */
export const storeClient = async (db: Db, token: ClientToken, caller?: ClientToken): Promise<boolean> => {
  const absent = 'attribute_not_exists(pk)';
  const refusals = await transact(db, [
    { write: { Put: { TableName: db.table, Item: toItem(token), ConditionExpression: absent } } },
    {
      write: {
        Put: {
          TableName: db.table,
          Item: { ...clientRegisterKey(token.id), kind: 'client-register', v: 1, hash: token.hash },
          ConditionExpression: absent,
        },
      },
    },
    ...callerChecks(db, caller, token),
  ]);
  return refusals.length === 0;
};

/** @returns false when the token or its granter is not as it was seen any more */
export const updateClient = async (
  db: Db,
  { seen, after }: { readonly seen: ClientToken; readonly after: Omit<ClientToken, 'version'> },
  caller?: ClientToken,
): Promise<boolean> => {
  const Item = toItem({ ...after, version: seen.version + 1 });
  const refusals = await transact(db, [
    { write: { Put: { TableName: db.table, Item, ...asSeen(seen) } }, refusal: 'stale' },
    ...callerChecks(db, caller, seen),
  ]);
  return refusals.length === 0;
};

/**
 * Removes the token and its line in the register. Functions forget it within the directory's lifetime. An operator
 * revokes whatever is there; a token only what it has seen.
 * @returns false when the token or whoever revokes it is not as it was seen any more
 */
export const revokeClient = async (db: Db, seen: ClientToken, caller?: ClientToken): Promise<boolean> => {
  const condition = caller && asSeen(seen);
  const refusals = await transact(db, [
    {
      write: { Delete: { TableName: db.table, Key: clientKey(seen.hash), ...condition } },
      refusal: 'stale',
    },
    { write: { Delete: { TableName: db.table, Key: clientRegisterKey(seen.id) } } },
    ...callerChecks(db, caller, seen),
  ]);
  return refusals.length === 0;
};
