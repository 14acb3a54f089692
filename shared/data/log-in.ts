import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LogInName } from '../domain/grant.ts';
import type { FailureKind, Failures } from '../domain/log-in-limits.ts';
import { identifiersOf, type Member } from '../domain/member.ts';
import type { Db } from './db.ts';
import { claimKey, type Key, memberKey } from './keys.ts';
import { failureKeys, failuresFromItem, type Guesser } from './log-in-failures.ts';
import { findMember } from './members.ts';
import { type Item, readItems } from './read.ts';
import { send } from './send.ts';
import { isConditionFailure } from './store-errors.ts';

/** Ids start at 1: reading this one costs what reading a member costs, and finds nothing. */
const NOBODY = 0;

/** What is known before a member is looked at. */
export interface LogInDoor {
  readonly failures: Readonly<Partial<Record<FailureKind, Failures>>>;
  /** Id of the member that a name leads to, or of nobody. */
  readonly owner: number;
}

const ownerOf = (name: LogInName, claim: Item | undefined): number => {
  if (name.type === 'id') return Number(name.canonical ?? NOBODY);
  return Number(claim?.['owner'] ?? NOBODY);
};

/** The counters of earlier failures and the owner of a name, in one strongly consistent read. */
export const readDoor = async (db: Db, guesser: Guesser, name: LogInName): Promise<LogInDoor> => {
  const counters = failureKeys(guesser);
  const claim =
    name.type === 'id' || name.canonical === undefined
      ? undefined
      : claimKey(guesser.club, name.type, name.canonical);
  const items = await readItems(db, [...Object.values(counters), ...(claim ? [claim] : [])]);
  const at = (key: Key | undefined) => items.find((item) => item['pk'] === key?.pk);
  const failures = Object.fromEntries(
    Object.entries(counters).flatMap(([kind, key]) => {
      const item = at(key);
      return item ? [[kind, failuresFromItem(item)]] : [];
    }),
  );
  return { failures, owner: ownerOf(name, at(claim)) };
};

const has = (member: Member, { type, canonical }: LogInName): boolean =>
  type === 'id' || identifiersOf(member.properties)[type] === canonical;

/**
 * The member behind the door, strongly consistent. Its own identifiers decide: an address that was given up
 * since the door was read leads nowhere.
 */
export const findBehindDoor = async (
  db: Db,
  club: string,
  door: LogInDoor,
  name: LogInName,
): Promise<Member | undefined> => {
  const member = await findMember(db, club, door.owner);
  return member && has(member, name) ? member : undefined;
};

/** Replaces a stored password by a better form of the same one; somebody else's change in between wins. */
export const replaceHash = async (db: Db, member: Member, password: string): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: memberKey(member.club, member.id),
        // Writers that hold the member as it was must read it again, or they would put the old form back.
        UpdateExpression: 'SET password = :new ADD version :one',
        // It still is the member's password.
        ConditionExpression: 'kind = :member AND password = :old',
        ExpressionAttributeValues: {
          ':new': password,
          ':old': member.password,
          ':member': 'member',
          ':one': 1,
        },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
