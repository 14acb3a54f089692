import { randomBytes } from 'node:crypto';
import type { MasterSecret } from './key-ring.ts';

/** A key of its own name: the day it was made and four random characters. */
export const newKey = (now: Date): Pick<MasterSecret, 'kid' | 'master'> => ({
  kid: `k${now.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(2).toString('hex')}`,
  master: randomBytes(48).toString('base64url'),
});

/**
 * The secret with a new current key. All earlier ones stay: tokens made by them live for up to a year, and a
 * password keeps its pepper until its member logs in again.
 */
export const rotated = (
  secret: MasterSecret,
  next: Pick<MasterSecret, 'kid' | 'master'>,
  now: Date,
): MasterSecret => ({
  ...secret,
  ...next,
  previous: [
    { kid: secret.kid, master: secret.master, retired_at: now.toISOString() },
    ...(secret.previous ?? []),
  ],
});
