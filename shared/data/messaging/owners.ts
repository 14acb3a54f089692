import type { Channel } from '#shared/vocabulary.ts';
import { identifierName, isHeld, readClaims, readOwners } from '../members/claims.ts';
import { findDeviceOwner } from '../members/devices.ts';
import type { Db } from '../table/db.ts';

/** The identifier that an address of the channel is; an app token is claimed on its own. */
const IDENTIFIERS = { sms: 'msisdn', email: 'email' } as const;

const findDeviceOwners = async (
  db: Db,
  club: string,
  tokens: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const owners = await Promise.all(
    tokens.map(async (token) => [token, await findDeviceOwner(db, club, token)] as const),
  );
  return new Map(owners.flatMap(([token, owner]) => (owner === undefined ? [] : [[token, owner]])));
};

/** Ids of the members that hold addresses, by address. @param addresses canonical */
export const findAddressOwners = async (
  db: Db,
  club: string,
  channel: Channel,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (addresses.length === 0) return new Map();
  if (channel === 'push') return findDeviceOwners(db, club, addresses);
  const identifier = IDENTIFIERS[channel];
  const claims = await readClaims(
    db,
    club,
    addresses.map((value) => ({ identifier, value })),
  );
  const owners = await readOwners(db, [...claims.values()]);
  return new Map(
    addresses.flatMap((value) => {
      const claim = claims.get(identifierName({ identifier, value }));
      return claim && isHeld(claim, owners.get(claim.owner)) ? [[value, claim.owner]] : [];
    }),
  );
};
