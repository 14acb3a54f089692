import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../../shared/data/db.ts';

/** The table as somebody sees it whose transactions come late: before each, something else happens. */
export const beforeTransactions = (db: Db, happens: () => Promise<void>): Db => {
  const send = async (command: { constructor: { name: string } }): Promise<unknown> => {
    if (command.constructor.name === 'TransactWriteCommand') await happens();
    return db.doc.send(command as never);
  };
  const doc = new Proxy(db.doc, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  }) as DynamoDBDocumentClient;
  return { ...db, doc };
};
