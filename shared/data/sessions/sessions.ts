import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Member } from '#shared/domain/members/member.ts';
import type { Session } from '#shared/domain/sessions/session.ts';
import { MEMBER, memberFromItem, TOMBSTONE } from '../members/member-item.ts';
import type { Db } from '../table/db.ts';
import { memberKey, SESSION_PREFIX, sessionKey } from '../table/keys.ts';
import { send, writeConditionally } from '../table/send.ts';
import { addedLater, anyOf, itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';

const SESSION = itemType('session', (session: Session) => ({
  ...sessionKey(session.club, session.member, session.sid),
  ...session,
  used_n: addedLater(session.used_n),
  used_at: addedLater(session.used_at),
  first_n: addedLater(session.first_n),
  ttl: session.expires_at,
}));

const SESSION_AND_MEMBER = anyOf(SESSION, MEMBER, TOMBSTONE);

const fromItem = ({ pk, sk, kind, v, ttl, ...session }: Stored<typeof SESSION>): Session => ({
  ...session,
  used_n: session.used_n,
  used_at: session.used_at ?? 0,
  first_n: session.first_n ?? 1,
});

export interface SessionRef {
  readonly club: string;
  readonly member: number;
  readonly sid: string;
}

/** Stores a new session; its id is random, so nothing can be there. */
export const storeSession = async (db: Db, session: Session): Promise<void> => {
  await send(db, new PutCommand({ TableName: db.table, Item: SESSION.item(session) }));
};

/** The same as a step of a transaction. */
export const storeSessionWrite = (db: Db, session: Session): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: SESSION.item(session) } },
});

interface FoundSession {
  readonly session: Session;
  /** Nothing when the member is gone. */
  readonly member: Member | undefined;
  /** The member's epoch, or its last one; unknown when nothing is left of it. */
  readonly epoch: number | undefined;
}

const readPair = async (db: Db, { club, member, sid }: SessionRef): Promise<FoundSession | undefined> => {
  const items = await SESSION_AND_MEMBER.findAll(db, [
    memberKey(club, member),
    sessionKey(club, member, sid),
  ]);
  const session = items.find((item) => item.kind === 'session');
  const owner = items.find((item) => item.kind !== 'session');
  if (!session) return undefined;
  return {
    session: fromItem(session),
    member: memberFromItem(owner),
    epoch: owner?.session_epoch,
  };
};

const MAX_READS = 3;

const epochsOf = (found: FoundSession): string => `${found.session.epoch}/${found.epoch}`;

/** Whether the session is of the member's epoch, as far as that is known. */
export const isCurrentEpoch = ({ session, epoch }: FoundSession): boolean =>
  epoch === undefined || session.epoch === epoch;

/**
 * A session and its member in one strongly consistent read; nothing when the session was ended.
 *
 * A batch is no snapshot: beside the transaction that moves both to another epoch it may see one of them before
 * and the other after. Epochs that disagree are therefore read again, until they agree or stay as they are.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-isolation
 */
export const findSession = async (db: Db, ref: SessionRef): Promise<FoundSession | undefined> => {
  let found = await readPair(db, ref);
  for (let reads = 1; reads < MAX_READS && found && !isCurrentEpoch(found); reads += 1) {
    const before = epochsOf(found);
    found = await readPair(db, ref);
    if (found && epochsOf(found) === before) break;
  }
  return found;
};

/** Ends a session and with it every token of it; one that is not there is ended already. */
export const endSession = async (db: Db, { club, member, sid }: SessionRef): Promise<void> => {
  const Key = sessionKey(club, member, sid);
  await send(db, new DeleteCommand({ TableName: db.table, Key }));
};

/**
 * Ends a session in which no device was registered, as nearly all are.
 * @returns false when devices were registered in it, and nothing was done
 */
export const endSessionWithoutDevices = async (
  db: Db,
  { club, member, sid }: SessionRef,
): Promise<boolean> => {
  return writeConditionally(
    db,
    new DeleteCommand({
      TableName: db.table,
      Key: sessionKey(club, member, sid),
      ConditionExpression: 'attribute_not_exists(has_devices)',
    }),
  );
};

/** The session, which has not ended, has registered a device; failed check: `stale`. */
export const markDevicesWrite = (db: Db, { club, member, sid }: SessionRef): TransactWrite => ({
  write: {
    Update: {
      TableName: db.table,
      Key: sessionKey(club, member, sid),
      UpdateExpression: 'SET has_devices = :true',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':true': true },
    },
  },
  checkName: 'stale',
});

/**
 * Takes the presented session along to the member's next epoch, in the transaction that ends all others, and ends the
 * access tokens of its pairs before `n`, the presented one.
 */
export const keepSessionWrite = (db: Db, session: Session, n: number): TransactWrite => ({
  write: {
    Update: {
      TableName: db.table,
      Key: sessionKey(session.club, session.member, session.sid),
      UpdateExpression: 'SET epoch = :next, first_n = :n',
      // It was not ended meanwhile; a refresh of it does not matter, that is the same session.
      ConditionExpression: 'epoch = :epoch',
      ExpressionAttributeValues: { ':next': session.epoch + 1, ':epoch': session.epoch, ':n': n },
    },
  },
  checkName: 'stale',
});

/** All sessions of a member that the table still holds, in no particular order. */
export const listSessions = async (db: Db, club: string, member: number): Promise<Session[]> => {
  const sessions: Session[] = [];
  for await (const item of SESSION.partition(db, memberKey(club, member).pk, SESSION_PREFIX))
    sessions.push(fromItem(item));
  return sessions;
};
