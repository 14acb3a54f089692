import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import type { LogInName } from '#shared/domain/sessions/grant.ts';
import { type Failures, isKnown } from '#shared/domain/sessions/login-limits.ts';
import type { Session } from '#shared/domain/sessions/session.ts';
import { MEMBER_OR_TOMBSTONE, memberFromItem } from '../members/member-item.ts';
import type { Db } from '../table/db.ts';
import { claimKey, type Key, memberKey } from '../table/keys.ts';
import { type Item, readItems } from '../table/read.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { transact } from '../table/transact.ts';
import {
  clientCounter,
  identifierCounter,
  memberCounter,
  refundWrite,
  successThrough,
} from './login-attempts.ts';
import { type AttemptCounter, type AttemptReservation, failuresFromItem } from './login-failures.ts';
import { loginsKey } from './login-keys.ts';
import { storeSession, storeSessionWrite } from './sessions.ts';

/** Ids start at 1: reading this one costs what reading a member costs, and finds nothing. */
const NO_MEMBER_ID = 0;

/** Who tries, and by what name. */
export interface LoginAttempt {
  readonly club: string;
  readonly name: LogInName;
  /** Id of the client token. */
  readonly client: number;
}

/** What is known before a member is looked at. */
export interface LoginLookup {
  /** Failures through the client. */
  readonly client: Failures | undefined;
  /** Id of the member that a name leads to, or of nobody. */
  readonly owner: number;
}

const ownerOf = (name: LogInName, claim: Item | undefined): number => {
  if (name.type === 'id') return Number(name.meant[0] ?? NO_MEMBER_ID);
  return Number(claim?.['owner'] ?? NO_MEMBER_ID);
};

const at = (items: readonly Item[], key: Key | undefined): Item | undefined =>
  items.find(({ pk, sk }) => pk === key?.pk && sk === key?.sk);

const claimKeys = (club: string, { type, meant }: LogInName): readonly Key[] =>
  type === 'id' ? [] : meant.map((value) => claimKey(club, type, value));

/** The failures through a client and the owner of a name, in one strongly consistent read. */
export const readLoginLookup = async (db: Db, { club, client, name }: LoginAttempt): Promise<LoginLookup> => {
  const counter = clientCounter(club, client).key;
  const claims = claimKeys(club, name);
  const items = await readItems(db, [counter, ...claims]);
  const found = at(items, counter);
  const claim = claims.map((key) => at(items, key)).find((item) => item !== undefined);
  return { client: found && failuresFromItem(found), owner: ownerOf(name, claim) };
};

const has = (member: Member, { type, meant }: LogInName): boolean =>
  type === 'id' || meant.some((value) => identifiersOf(member.properties)[type] === value);

/** The member behind a name, and where guesses at it are counted. */
export interface LoginMember {
  readonly member: Member | undefined;
  readonly counter: AttemptCounter;
  readonly seen: Failures | undefined;
  /** Whether the member has logged in through this client lately. */
  readonly isKnown: boolean;
}

/**
 * The member behind the door and the guesses at it, strongly consistent. Its own identifiers decide: an address that
 * was given up since the door was read leads nowhere. Guesses at nobody are counted by what was typed.
 */
export const findLoginMember = async (
  db: Db,
  { club, client, name }: LoginAttempt,
  { owner }: LoginLookup,
  now: number,
): Promise<LoginMember> => {
  const unknown = identifierCounter(club, name.counted);
  const keys = [memberKey(club, owner), loginsKey(club, owner), unknown.key];
  const items = await readItems(db, keys);
  const stored = at(items, memberKey(club, owner));
  const found = memberFromItem(MEMBER_OR_TOMBSTONE.match(stored));
  const member = found && has(found, name) ? found : undefined;
  const counter = member ? memberCounter(club, member.id) : unknown;
  const counted = at(items, counter.key);
  return {
    member,
    counter,
    seen: counted && failuresFromItem(counted),
    isKnown: member !== undefined && isKnown(successThrough(counted, client), now),
  };
};

/** Stores a session and gives the guess back that opened it, which may be forgotten by then. */
export const openSession = async (
  db: Db,
  session: Session,
  place: AttemptReservation,
  success: { readonly client: number; readonly now: number },
): Promise<void> => {
  const refusals = await transact(db, [storeSessionWrite(db, session), refundWrite(db, place, success)]);
  if (refusals.length > 0) await storeSession(db, session);
};

/** Replaces a stored password by a better form of the same one; another writer's change in between wins. */
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
