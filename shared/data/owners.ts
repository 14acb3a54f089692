import type { Channel } from '../domain/channel-status.ts';
import { nameOf, readClaims } from './claims.ts';
import type { Db } from './db.ts';

/** The identifier that an address of the channel is; devices are claimed elsewhere. */
const IDENTIFIERS = { sms: 'msisdn', email: 'email' } as const;

/** Ids of the members that hold addresses, by address. @param addresses canonical */
export const findOwners = async (
  db: Db,
  club: string,
  channel: Channel,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (channel === 'push' || addresses.length === 0) return new Map();
  const identifier = IDENTIFIERS[channel];
  const claims = await readClaims(
    db,
    club,
    addresses.map((value) => ({ identifier, value })),
  );
  return new Map(
    addresses.flatMap((value) => {
      const claim = claims.get(nameOf({ identifier, value }));
      return claim ? [[value, claim.owner]] : [];
    }),
  );
};
