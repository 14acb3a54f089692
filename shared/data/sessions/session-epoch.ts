import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Member } from '#shared/domain/members/member.ts';
import type { Db } from '../table/db.ts';
import { memberKey } from '../table/keys.ts';
import { writeConditionally } from '../table/send.ts';
import { type TransactWrite, transact } from '../table/transact.ts';

/**
 * Sets a new password and epoch, which ends the sessions of the old one, with other writes, all or nothing.
 * @param extraWrites other writes of the transaction
 * @returns the failed checks: `stale` when something has changed since it was read, or the names of the others; none = done
 */
export const replacePassword = async (
  db: Db,
  before: Member,
  after: Pick<Member, 'password' | 'session_epoch' | 'updated_at' | 'changed'>,
  extraWrites: readonly TransactWrite[],
): Promise<readonly string[]> => {
  const step: TransactWrite = {
    write: {
      Update: {
        TableName: db.table,
        Key: memberKey(before.club, before.id),
        UpdateExpression:
          'SET password = :password, updated_at = :now, changed = :changed, session_epoch = :epoch, #version = :version',
        // The member still is as it was when the current password was compared: not changed, not removed.
        ConditionExpression: '#version = :seen AND kind = :member',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: {
          ':password': after.password,
          ':now': after.updated_at,
          ':changed': after.changed,
          ':epoch': after.session_epoch,
          ':version': before.version + 1,
          ':seen': before.version,
          ':member': 'member',
        },
      },
    },
    checkName: 'stale',
  };
  return transact(db, [step, ...extraWrites]);
};

/**
 * Ends every session of a member with one write. One whose answer was lost also ends what was opened in between.
 * @returns false when there is no such member
 */
export const endAllSessions = async (db: Db, club: string, member: number): Promise<boolean> => {
  return writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: memberKey(club, member),
      // The version rises too: a writer that has read the member before would put the old epoch back.
      UpdateExpression: 'ADD session_epoch :one, #version :one',
      ConditionExpression: 'kind = :member',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':one': 1, ':member': 'member' },
    }),
  );
};
