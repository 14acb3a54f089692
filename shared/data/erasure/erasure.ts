import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import type { Db } from '../table/db.ts';
import { dispatchContentKey, memberMessageKey, sendingDispatchKey } from '../table/messaging-keys.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { type TransactWrite, transact } from '../table/transact.ts';

const NO_ADDRESSES = { msisdn: null, email: null, app_token: null };

/** Removes the addresses of a dispatch that exists; a repeat writes the same. */
const withoutAddresses = (db: Db, ref: DispatchRef, now: string) => ({
  TableName: db.table,
  Key: sendingDispatchKey(ref),
  UpdateExpression: 'SET addresses = :none, cleaned_at = :now, updated_at = :now',
  ConditionExpression: 'attribute_exists(pk)',
  ExpressionAttributeValues: { ':none': NO_ADDRESSES, ':now': now },
});

/** Removes a message from the history of a member that is gone, with its text and its address, all or nothing. */
export const eraseMemberMessage = async (
  db: Db,
  member: number,
  { id, dispatch }: Pick<MemberMessage, 'id' | 'dispatch'>,
  now: string,
): Promise<void> => {
  const deleted = (Key: Readonly<Record<string, unknown>>): TransactWrite => ({
    write: { Delete: { TableName: db.table, Key } },
  });
  const entry = deleted({ ...memberMessageKey(dispatch.club, member, id) });
  const failedChecks = await transact(db, [
    { write: { Update: withoutAddresses(db, dispatch, now) }, checkName: 'no dispatch' },
    deleted({ ...dispatchContentKey(dispatch) }),
    entry,
  ]);
  if (failedChecks.length > 0) await transact(db, [entry]);
};

/** Removes the addresses of a dispatch whose text is gone, if they are still there. */
export const cleanDispatch = async (db: Db, ref: DispatchRef, now: string): Promise<void> => {
  const update = withoutAddresses(db, ref, now);
  try {
    await send(
      db,
      new UpdateCommand({
        ...update,
        // `eraseMemberMessage` removes text and addresses together, and sets `cleaned_at`.
        ConditionExpression: `${update.ConditionExpression} AND (attribute_not_exists(cleaned_at) OR cleaned_at = :never)`,
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':never': null },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
