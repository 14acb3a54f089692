import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Session } from '#shared/domain/sessions/session.ts';
import type { Db } from '../table/db.ts';
import { sessionKey } from '../table/keys.ts';
import { send, writeConditionally } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';

/**
 * Replaces a session's pair of tokens by the next one: of many calls with the same refresh token, one wins.
 * @returns false when it was used, ended or moved to another epoch since `before` was read
 */
export const rotateSession = async (db: Db, before: Session, after: Session): Promise<boolean> => {
  return writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: sessionKey(before.club, before.member, before.sid),
      UpdateExpression:
        'SET n = :n, used_n = :seen, kid = :kid, rotated_at = :at, expires_at = :expires, #ttl = :expires',
      // The presented pair is still the newest, and the session still has the epoch that was checked.
      ConditionExpression: 'n = :seen AND epoch = :epoch',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':n': after.n,
        ':kid': after.kid,
        ':at': after.rotated_at,
        ':expires': after.expires_at,
        ':seen': before.n,
        ':epoch': before.epoch,
      },
    }),
  );
};

/**
 * Notes that a call has used a session's newest pair, so that its predecessor is not exchanged for it again. Another
 * call may have noted it, or the session may have a newer pair or have ended: then there is nothing to note.
 * @param at Unix milliseconds
 */
export const noteUse = async (db: Db, session: Session, at: number): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: sessionKey(session.club, session.member, session.sid),
        UpdateExpression: 'SET used_n = :n, used_at = :at',
        ConditionExpression:
          'n = :n AND rotated_at = :rotated AND (attribute_not_exists(used_n) OR used_n < :n)',
        ExpressionAttributeValues: { ':n': session.n, ':rotated': session.rotated_at, ':at': at },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
