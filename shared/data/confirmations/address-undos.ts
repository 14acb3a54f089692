import { type AddressUndo, UNDO_LIFETIME } from '#shared/domain/confirmations/address-undo.ts';
import type { Db } from '../table/db.ts';
import { tokenKey } from '../table/keys.ts';
import { fromText, toText } from '../table/packed.ts';
import { ttlFrom } from '../table/retention.ts';
import { itemType } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

interface UndoOwner {
  readonly club: string;
  readonly id: number;
}

/** All of a member in one item: each use decides over the others. */
const UNDOS = itemType('address-undos', (owner: UndoOwner, undos: readonly AddressUndo[]) => ({
  ...tokenKey(owner.club, owner.id, 'secure_account'),
  undos: toText(undos),
  ttl: ttlFrom(
    undos
      .map(({ issued_at }) => issued_at)
      .toSorted()
      .at(-1) ?? '',
    UNDO_LIFETIME,
  ),
}));

/** Expired ones included. */
export const findUndos = async (db: Db, owner: UndoOwner): Promise<readonly AddressUndo[]> => {
  const item = await UNDOS.find(db, tokenKey(owner.club, owner.id, 'secure_account'));
  return item ? fromText(item.undos) : [];
};

const asSeen = (seen: readonly AddressUndo[]) =>
  seen.length === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#undos = :seen',
        ExpressionAttributeNames: { '#undos': 'undos' },
        ExpressionAttributeValues: { ':seen': toText(seen) },
      };

/** Replaces the links of a member where they are as they were read, in a transaction; failed check: `token`. */
export const replaceUndosWrite = (
  db: Db,
  owner: UndoOwner,
  seen: readonly AddressUndo[],
  undos: readonly AddressUndo[],
): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: UNDOS.item(owner, undos), ...asSeen(seen) } },
  checkName: 'token',
});
