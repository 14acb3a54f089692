import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Member } from '../domain/member.ts';
import type { Session } from '../domain/session.ts';
import type { Db } from './db.ts';
import { memberKey } from './keys.ts';
import { keepSessionStep } from './sessions.ts';
import { atTheStore, isConditionFailure } from './store-errors.ts';
import { type TransactStep, transact } from './transact.ts';

export interface NewPassword {
  /** In its stored form. */
  readonly password: string;
  readonly now: string;
}

const passwordStep = (db: Db, before: Member, { password, now }: NewPassword): TransactStep => ({
  write: {
    Update: {
      TableName: db.table,
      Key: memberKey(before.club, before.id),
      UpdateExpression:
        'SET password = :password, updated_at = :now, session_epoch = :epoch, #version = :version',
      // The member still is as it was when the current password was compared: not changed, not removed.
      ConditionExpression: '#version = :seen AND kind = :member',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: {
        ':password': password,
        ':now': now,
        ':epoch': before.session_epoch + 1,
        ':version': before.version + 1,
        ':seen': before.version,
        ':member': 'member',
      },
    },
  },
  refusal: 'stale',
});

/**
 * Sets a new password and ends every session but the given one, all or nothing.
 * @returns false when the member or the session has changed since they were read
 */
export const changePasswordKeeping = async (
  db: Db,
  session: Session,
  before: Member,
  change: NewPassword,
): Promise<boolean> => {
  const refusals = await transact(db, [passwordStep(db, before, change), keepSessionStep(db, session)]);
  return refusals.length === 0;
};

/** Ends every session of a member with one write. @returns false when there is no such member */
export const endAllSessions = async (db: Db, club: string, member: number): Promise<boolean> => {
  try {
    await atTheStore(
      db.doc.send(
        new UpdateCommand({
          TableName: db.table,
          Key: memberKey(club, member),
          // The version moves too: whoever holds the member as it was would put the old epoch back.
          UpdateExpression: 'ADD session_epoch :one, #version :one',
          ConditionExpression: 'kind = :member',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':one': 1, ':member': 'member' },
        }),
      ),
    );
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
};
