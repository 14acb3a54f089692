import type { ClientToken } from '../domain/client-token.ts';
import type { Db } from './db.ts';
import { CLIENT_REGISTER, clientKey, clientRegisterKey } from './keys.ts';
import { type Item, readItem, readPartition } from './read.ts';
import { transact } from './transact.ts';

const toItem = (token: ClientToken): Item => ({ ...clientKey(token.hash), kind: 'client', v: 1, ...token });

const fromItem = (item: Item): ClientToken => ({
  id: Number(item['id']),
  name: String(item['name']),
  hash: String(item['hash']),
  last4: String(item['last4']),
  permits: item['permits'] as string[],
  policies: item['policies'] as string[],
  clubs: item['clubs'] as string[] | null,
  product: item['product'] as string | null,
  created_at: String(item['created_at']),
});

/** @param hash lower-case hex SHA-256 of the secret */
export const findClient = async (db: Db, hash: string): Promise<ClientToken | undefined> => {
  const item = await readItem(db, clientKey(hash));
  return item && fromItem(item);
};

/** Stores a new client token and its line in the register. */
export const storeClient = async (db: Db, token: ClientToken): Promise<void> => {
  const absent = 'attribute_not_exists(pk)';
  await transact(db, [
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
  ]);
};

/** All client tokens by id; an operator's question, never a request's. */
export const listClients = async (db: Db): Promise<ClientToken[]> => {
  const found: ClientToken[] = [];
  for await (const line of readPartition(db, CLIENT_REGISTER)) {
    const token = await findClient(db, String(line['hash']));
    if (token) found.push(token);
  }
  return found;
};

/** Removes the token and its line in the register. Functions forget it within the directory's lifetime. */
export const revokeClient = async (db: Db, token: ClientToken): Promise<void> => {
  await transact(db, [
    { write: { Delete: { TableName: db.table, Key: clientKey(token.hash) } } },
    { write: { Delete: { TableName: db.table, Key: clientRegisterKey(token.id) } } },
  ]);
};
