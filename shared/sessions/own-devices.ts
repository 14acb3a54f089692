import { findMember } from '#shared/data/members/members.ts';
import {
  endSession,
  endSessionWithoutDevices,
  markDevicesWrite,
  type SessionRef,
} from '#shared/data/sessions/sessions.ts';
import { type DeviceChange, removeDevices } from '#shared/domain/members/device-changes.ts';
import { changeDevices, changeOwnedDevices } from '#shared/members/change-devices.ts';
import { database } from '#shared/ports/database.ts';
import type { PresentedSession } from '#shared/ports/sessions.ts';
import type { Runtime } from '#shared/runtime.ts';
import { presentedMember } from './presented-member.ts';

/**
 * Changes the devices of the member who presents a session. The same transaction marks the session as one with
 * devices, so that its end removes them; a session that has ended meanwhile registers nothing.
 * @throws LoyaltyError member_not_found, parameters_invalid, oauth_token_invalid, busy
 */
export const changeOwnDevices = (
  runtime: Runtime,
  presented: PresentedSession,
  change: (session: string) => { readonly devices: DeviceChange },
): Promise<void> => {
  const { session } = presented;
  const source = {
    find: presentedMember(runtime, presented).find,
    extraWrites: () => [markDevicesWrite(runtime.use(database), session)],
  };
  return changeOwnedDevices(runtime, source, () => change(session.sid));
};

/**
 * Ends a session and removes the devices registered in it: a log-out on a device ends its messages (threat T32). The
 * devices go first, so that a repeated log-out finishes an interrupted one.
 */
export const endSessionAndDevices = async (runtime: Runtime, ref: SessionRef): Promise<void> => {
  const db = runtime.use(database);
  if (await endSessionWithoutDevices(db, ref)) return;
  const source = { find: () => findMember(db, ref.club, ref.member), extraWrites: () => [] };
  await changeDevices(runtime, source, { devices: removeDevices(({ session }) => session === ref.sid) });
  await endSession(db, ref);
};
