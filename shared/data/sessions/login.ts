import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import type { LogInName } from '#shared/domain/sessions/grant.ts';
import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import { type Failures, isKnown } from '#shared/domain/sessions/login-limits.ts';
import type { Session } from '#shared/domain/sessions/session.ts';
import { CLAIM } from '../members/claims.ts';
import { MEMBER, memberFromItem, TOMBSTONE } from '../members/member-item.ts';
import type { Db } from '../table/db.ts';
import { claimKey, hashCostsKey, type Key, memberKey } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { anyOf } from '../table/stored-items.ts';
import { transact } from '../table/transact.ts';
import { HASH_COSTS, hashCostsFromItem } from './hash-costs.ts';
import {
  clientCounter,
  identifierCounter,
  memberCounter,
  refundWrite,
  successThrough,
} from './login-attempts.ts';
import {
  type AttemptCounter,
  type AttemptReservation,
  FAILURES,
  failuresFromItem,
  LOG_INS,
} from './login-failures.ts';
import { loginsKey } from './login-keys.ts';
import { storeSession, storeSessionWrite } from './sessions.ts';

/** Ids start at 1: reading this one costs what reading a member costs, and finds nothing. */
const NO_MEMBER_ID = 0;

/** An attempt to log in: by what name, through which client. */
export interface LoginAttempt {
  readonly club: string;
  readonly name: LogInName;
  /** Id of the client token. */
  readonly client: number;
}

/** What is known before the member is read. */
export interface LoginLookup {
  /** Failures through the client. */
  readonly client: Failures | undefined;
  /** Id of the member that a name leads to, or `NO_MEMBER_ID`. */
  readonly owner: number;
  /** What the club's hashes cost. */
  readonly hashCosts: readonly HashCost[];
}

const LOOKUP = anyOf(FAILURES, CLAIM, HASH_COSTS);
const LOGIN_MEMBER = anyOf(MEMBER, TOMBSTONE, LOG_INS, FAILURES);

const claimKeys = (club: string, { type, meant }: LogInName): readonly Key[] =>
  type === 'id' ? [] : meant.map((value) => claimKey(club, type, value));

/** The failures through a client, the owner of a name and the costs of hashes, in one strongly consistent read. */
export const readLoginLookup = async (db: Db, { club, client, name }: LoginAttempt): Promise<LoginLookup> => {
  const counter = clientCounter(club, client).key;
  const items = await LOOKUP.findAll(db, [counter, hashCostsKey(club), ...claimKeys(club, name)]);
  const found = items.find((item) => item.kind === 'failures');
  const claims = items.filter((item) => item.kind === 'claim');
  const meant = name.meant.flatMap((value) => claims.find((claim) => claim.value === value) ?? []);
  const owner = name.type === 'id' ? name.meant[0] : meant[0]?.owner;
  return {
    client: found && failuresFromItem(found),
    owner: Number(owner ?? NO_MEMBER_ID),
    hashCosts: hashCostsFromItem(items.find((item) => item.kind === 'hash-costs')),
  };
};

const has = (member: Member, { type, meant }: LogInName): boolean =>
  type === 'id' || meant.some((value) => identifiersOf(member.properties)[type] === value);

/** The member of a name, and the counter of attempts on it. */
export interface LoginMember {
  readonly member: Member | undefined;
  readonly counter: AttemptCounter;
  readonly seen: Failures | undefined;
  /** Whether the member has logged in through this client lately. */
  readonly isKnown: boolean;
}

/**
 * The member of a name and the attempts on it, strongly consistent. Its own identifiers decide: an address that it gave
 * up since the look-up finds no member. Attempts on an unknown name count under its hash.
 */
export const findLoginMember = async (
  db: Db,
  { club, client, name }: LoginAttempt,
  { owner }: Pick<LoginLookup, 'owner'>,
  now: number,
): Promise<LoginMember> => {
  const unknown = identifierCounter(club, name.counted);
  const keys = [memberKey(club, owner), loginsKey(club, owner), unknown.key];
  const items = await LOGIN_MEMBER.findAll(db, keys);
  const found = memberFromItem(items.find((item) => item.kind === 'member'));
  const member = found && has(found, name) ? found : undefined;
  const logIns = items.find((item) => item.kind === 'log-ins');
  const counted = member ? logIns : items.find((item) => item.kind === 'failures');
  return {
    member,
    counter: member ? memberCounter(club, member.id) : unknown,
    seen: counted && failuresFromItem(counted),
    isKnown: member !== undefined && isKnown(successThrough(logIns, client), now),
  };
};

/** Stores a session and refunds the attempt that opened it, if its counter is still there. */
export const openSession = async (
  db: Db,
  session: Session,
  place: AttemptReservation,
  success: { readonly client: number; readonly now: number },
): Promise<void> => {
  const failedChecks = await transact(db, [storeSessionWrite(db, session), refundWrite(db, place, success)]);
  if (failedChecks.length > 0) await storeSession(db, session);
};

/**
 * Replaces a stored password by a better form of the same one, or none by one that was verified; another writer's change
 * in between wins.
 */
export const replaceHash = async (db: Db, member: Member, password: string): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: memberKey(member.club, member.id),
        // Writers that have read the member before must read it again, or they would put the old form back.
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
