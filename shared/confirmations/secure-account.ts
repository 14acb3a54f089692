import { hashOneTimeToken } from '#shared/crypto/one-time-tokens.ts';
import { findUndos, replaceUndosWrite } from '#shared/data/confirmations/address-undos.ts';
import { updateMember } from '#shared/data/members/members.ts';
import {
  type AddressUndo,
  addressesPutBack,
  findUndo,
  withoutUndone,
} from '#shared/domain/confirmations/address-undo.ts';
import { changedMember, type Member, type Properties } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT } from '#shared/retry-on-conflict.ts';
import type { PasswordChange, PasswordToken } from './choose-password.ts';
import { type Confirmation, DONE } from './outcome.ts';

/** The end of a ban that only the club lifts: the last moment of RFC 3339. */
const UNTIL_LIFTED = '9999-12-31T23:59:59.999Z';

const withAddresses = (
  { email: _, msisdn: __, ...others }: Properties,
  { email, msisdn }: Pick<AddressUndo, 'email' | 'msisdn'>,
): Properties => ({
  ...others,
  ...(email !== null && { email }),
  ...(msisdn !== null && { msisdn }),
});

/** @returns the member with the addresses back, and locked, for where another member has one of them */
const securedMember = (
  member: Member,
  earlier: Pick<AddressUndo, 'email' | 'msisdn'>,
  change: PasswordChange,
  now: string,
) => {
  const properties = withAddresses(member.properties, earlier);
  const devices: Member['devices'] = [];
  return {
    restored: { ...changedMember(member, { ...change, properties }, now), devices },
    locked: { ...changedMember(member, { ...change, banned_until: UNTIL_LIFTED }, now), devices },
  };
};

/** The link of a token, and all links of the member. */
interface StoredUndo {
  readonly undo: AddressUndo;
  readonly undos: readonly AddressUndo[];
}

/**
 * Of the link to the addresses before a change: takes the membership back, in one transaction with the new password,
 * the end of every session and device, both addresses as the oldest good link has them, and the end of this link and
 * those of later changes (contract §2.19, threat T46). Where another member has an address by now, the membership is
 * locked until the club lifts the ban: with the thief's address in it, a reset mail would go to the thief.
 */
export const SECURE_TOKEN: PasswordToken<StoredUndo, Confirmation | { readonly outcome: 'locked' }> = {
  purpose: 'secure_account',
  find: async (runtime, member, token) => {
    const undos = await findUndos(runtime.use(database), member);
    const undo = findUndo(undos, hashOneTimeToken(token), member, runtime.now());
    return undo && { undo, undos };
  },
  use: async (runtime, member, { undo, undos }, change) => {
    const db = runtime.use(database);
    const now = runtime.now();
    const earlier = addressesPutBack(undos, undo, now);
    const { restored, locked } = securedMember(member, earlier, change, now.toISOString());
    const extraWrites = [replaceUndosWrite(db, member, undos, withoutUndone(undos, undo, restored))];
    const { outcome } = await updateMember(db, member, restored, extraWrites);
    if (outcome === 'written') return DONE;
    if (outcome === 'stale') return CONFLICT;
    const lock = await updateMember(db, member, locked, extraWrites);
    return lock.outcome === 'written' ? { outcome: 'locked' } : CONFLICT;
  },
};
