import { hashOneTimeToken } from '#shared/crypto/one-time-tokens.ts';
import { findUndos, replaceUndosWrite } from '#shared/data/confirmations/address-undos.ts';
import { releaseDeviceWrite } from '#shared/data/members/devices.ts';
import { updateMember } from '#shared/data/members/members.ts';
import { clearFailures } from '#shared/data/sessions/login-attempts.ts';
import {
  type AddressUndo,
  addressesPutBack,
  findUndo,
  withoutUndone,
} from '#shared/domain/confirmations/address-undo.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember, type Member, type Properties } from '#shared/domain/members/member.ts';
import { passwordErrors } from '#shared/domain/sessions/password-policy.ts';
import { database } from '#shared/ports/database.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Lookup } from './member-lookup.ts';
import { type Confirmation, DONE, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';

interface NewPassword {
  /** 64 hex digits. */
  readonly token: string;
  /** Of any type; validated by the club's policy. */
  readonly password: unknown;
  readonly minLength: number;
  readonly origin: ChangeOrigin;
}

/** The end of a ban that only the club lifts: the last moment of RFC 3339. */
const UNTIL_LIFTED = '9999-12-31T23:59:59.999Z';

/** The link behind a presented token, if it is good for this member now; looking does not use it up. */
export const findGoodUndo = async (
  runtime: Runtime,
  member: Member,
  presented: string,
): Promise<AddressUndo | undefined> => {
  const undos = await findUndos(runtime.use(database), member);
  return findUndo(undos, hashOneTimeToken(presented), member, runtime.now());
};

const withAddresses = (
  { email: _, msisdn: __, ...others }: Properties,
  { email, msisdn }: Pick<AddressUndo, 'email' | 'msisdn'>,
): Properties => ({
  ...others,
  ...(email !== null && { email }),
  ...(msisdn !== null && { msisdn }),
});

/** @returns the member with the addresses back, or locked where another member has one of them */
const securedMember = (
  member: Member,
  earlier: Pick<AddressUndo, 'email' | 'msisdn'>,
  { password, changed, now }: { password: string; changed: ChangeOrigin; now: string },
) => {
  const change = { flags: {}, password, changed };
  const properties = withAddresses(member.properties, earlier);
  const devices: Member['devices'] = [];
  return {
    restored: { ...changedMember(member, { ...change, properties }, now), devices },
    locked: { ...changedMember(member, { ...change, banned_until: UNTIL_LIFTED }, now), devices },
  };
};

/**
 * Takes a membership back with a link that went to the addresses before a change: in one transaction the new password,
 * the end of every session and device, both addresses as the oldest good link has them, and the end of this link and those of later changes
 * (contract §2.19, threat T46). Where another member has an address by now, the membership is locked until the club
 * lifts the ban: with the thief's address in it, a reset mail would go to the thief.
 */
export const secureAccount = async (
  runtime: Runtime,
  find: Lookup,
  { token: presented, password, minLength, origin: changed }: NewPassword,
): Promise<Confirmation | { readonly outcome: 'locked' }> => {
  const db = runtime.use(database);
  let hashed: string | undefined;
  return retryOnConflict<Confirmation | { readonly outcome: 'locked' }>(runtime, async () => {
    const member = await find();
    if (!member) return NOT_FOUND;
    const undos = await findUndos(db, member);
    const undo = findUndo(undos, hashOneTimeToken(presented), member, runtime.now());
    if (!undo) return INVALID_TOKEN;
    const wrong = passwordErrors(password, minLength);
    if (wrong.length > 0) return { outcome: 'member_invalid', errors: { password: wrong } };
    hashed ??= await runtime.use(passwords).hash(String(password));
    await clearFailures(db, member.club, member.id);
    const now = runtime.now();
    const { restored, locked } = securedMember(member, addressesPutBack(undos, undo, now), {
      ...{ password: hashed, changed },
      now: now.toISOString(),
    });
    const owner = { club: member.club, member: member.id };
    const extraWrites = [
      replaceUndosWrite(db, member, undos, withoutUndone(undos, undo, restored)),
      ...member.devices.map((device) => releaseDeviceWrite(db, owner, device.token)),
    ];
    const { outcome } = await updateMember(db, member, restored, extraWrites);
    if (outcome === 'written') return DONE;
    if (outcome === 'stale') return CONFLICT;
    const lock = await updateMember(db, member, locked, extraWrites);
    return lock.outcome === 'written' ? { outcome: 'locked' } : CONFLICT;
  });
};
