import { consumeWrite } from '#shared/data/confirmations/tokens.ts';
import { updateMember } from '#shared/data/members/members.ts';
import type { OneTimeToken } from '#shared/domain/confirmations/one-time-token.ts';
import { removeDevices } from '#shared/domain/members/device-changes.ts';
import { changedMember } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT } from '#shared/retry-on-conflict.ts';
import type { PasswordToken } from './choose-password.ts';
import { type Confirmation, DONE } from './outcome.ts';
import { requireValidToken } from './stored-token.ts';

/** Devices that a session registered end with it; those that a client registered stay. */
const withoutSessions = removeDevices(({ session }) => session !== null);

/** Of a mail that the member asked for: sets the password only (contract §2.12). */
export const RESET_TOKEN: PasswordToken<OneTimeToken, Confirmation> = {
  purpose: 'password_reset',
  find: (runtime, member, token) => requireValidToken(runtime, member, 'password_reset', token),
  use: async (runtime, member, token, change) => {
    const db = runtime.use(database);
    const now = runtime.now();
    const after = {
      ...changedMember(member, change, now.toISOString()),
      devices: withoutSessions(member.devices, now),
    };
    const { outcome } = await updateMember(db, member, after, [consumeWrite(db, member, token)]);
    return outcome === 'written' ? DONE : CONFLICT;
  },
};
