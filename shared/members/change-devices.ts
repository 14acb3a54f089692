import { claimDeviceWrite, findDeviceOwner, removeDeviceWrite } from '#shared/data/members/devices.ts';
import { findMember, updateMember } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import type { DeviceChange } from '#shared/domain/members/device-changes.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type Lazy, read } from './lazy.ts';
import type { MemberSource } from './member-source.ts';

/** Moves a token from its owner: a device on which another member logs in belongs to that member from then on (threat T32). */
const claimWrites = async (db: Db, { club, id }: Member, token: string): Promise<TransactWrite[]> => {
  const seen = await findDeviceOwner(db, club, token);
  const take = claimDeviceWrite(db, { club, member: id }, token, seen);
  const other = seen === undefined || seen === id ? undefined : await findMember(db, club, seen);
  const has = other?.devices.some((device) => device.token === token);
  return other && has ? [take, removeDeviceWrite(db, other, token)] : [take];
};

const claimNewDevices = async (db: Db, before: Member, after: Member): Promise<TransactWrite[]> => {
  const had = new Set(before.devices.map(({ token }) => token));
  const added = after.devices.filter(({ token }) => !had.has(token));
  return (await Promise.all(added.map(({ token }) => claimWrites(db, before, token)))).flat();
};

/**
 * Changes the devices of a member, in one transaction with the claims of their tokens; nothing is written when nothing
 * differs. The member's `updated_at` stays: it is about what the member model shows.
 * @param change what to do, or how to read it once the member is found
 * @returns the member as it is now; nothing when it is gone
 * @throws LoyaltyError busy
 */
export const changeDevices = async (
  runtime: Runtime,
  source: MemberSource,
  change: Lazy<{ readonly devices: DeviceChange }>,
): Promise<Member | undefined> => {
  const db = runtime.use(database);
  return retryOnConflict(runtime, async () => {
    const before = await source.find();
    if (!before) return undefined;
    const devices = read(change).devices(before.devices, runtime.now());
    if (devices === before.devices) return before;
    const after = { ...before, devices, version: before.version + 1 };
    const steps = [...(await claimNewDevices(db, before, after)), ...source.extraWrites(before, after)];
    return (await updateMember(db, before, after, steps)).outcome === 'written' ? after : CONFLICT;
  });
};

/**
 * The same for a member that must be there.
 * @throws LoyaltyError member_not_found, parameters_invalid, busy
 */
export const changeOwnedDevices = async (
  runtime: Runtime,
  source: MemberSource,
  change: () => { readonly devices: DeviceChange },
): Promise<void> => {
  if (!(await changeDevices(runtime, source, change))) throw new LoyaltyError('member_not_found');
};
