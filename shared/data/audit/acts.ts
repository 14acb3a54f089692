import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Act } from '#shared/domain/audit/act.ts';
import type { Db } from '../table/db.ts';
import { AUDIT_PREFIX, AUDIT_REGISTER, auditKey } from '../table/keys.ts';
import { readBackwards } from '../table/read.ts';
import { send } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

const ACT = itemType('act', ({ at, act, by, clubs, about }: Act, name: string) => ({
  ...auditKey(at, name),
  at,
  act,
  by,
  clubs,
  about,
}));

/** Records an act in the transaction that does it. */
export const actWrite = (db: Db, act: Act): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: ACT.item(act, db.uuid()) } },
});

/** Records an act that is done. */
export const recordAct = async (db: Db, act: Act): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: ACT.item(act, db.uuid()) }));
};

/** How many are read at a time. */
const BATCH = 100;

/** Acts, the newest first. */
export async function* readActs(db: Db): AsyncGenerator<Act> {
  const all = { pk: AUDIT_REGISTER, skPrefix: AUDIT_PREFIX, before: undefined, batch: BATCH };
  for await (const item of readBackwards(db, all)) {
    const { at, act, by, clubs, about } = ACT.from(item);
    yield { at, act, by, clubs, about };
  }
}
