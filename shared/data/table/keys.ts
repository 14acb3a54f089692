import type { Identifier } from '#shared/domain/member-schema/schema.ts';

/**
 * The only file that spells keys, with `bulk-keys.ts`, `messaging-keys.ts` and `login-keys.ts`. Every builder starts
 * with the club it is scoped to.
 */

const SEPARATOR = '#';

/** Partitions that spread the members of one club over the identifier indexes. */
export const MEMBER_SHARDS = 16;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A key part that by its nature cannot hold the separator; one that does is a bug or an attack. */
const part = (value: string | number): string => {
  const text = String(value);
  if (text === '' || text.includes(SEPARATOR))
    throw new TypeError('A key part is empty or holds the separator');
  return text;
};

/** Free text as a key part: the separator is legal in an e-mail address (RFC 5322 atext). */
const encoded = (value: string): string => part(value.replaceAll('%', '%25').replaceAll(SEPARATOR, '%23'));

/** Parts in a row, each checked; for the files that spell keys. */
export const join = (...parts: readonly (string | number)[]): string => parts.map(part).join(SEPARATOR);

const clubPartition = (club: string): string => join('CLUB', club);

export const clubKey = (club: string): Key => ({ pk: clubPartition(club), sk: 'CLUB' });
/** What the password hashes of a club's members cost. */
export const hashCostsKey = (club: string): Key => ({ pk: clubPartition(club), sk: 'HASH-COSTS' });
/** Where changes of a club's members are reported. */
export const subscriptionsKey = (club: string): Key => ({ pk: clubPartition(club), sk: 'WEBHOOKS' });
export const schemaKey = (club: string, version: number): Key => ({
  pk: clubPartition(club),
  sk: join('SCHEMA', version),
});
export const counterKey = (club: string, counter: string): Key => ({
  pk: clubPartition(club),
  sk: join('COUNTER', counter),
});

/** The registers that operators list; they hold no club data. */
export const CLUB_REGISTER = 'CLUBS';
export const CLIENT_REGISTER = 'CLIENTS';
export const clubRegisterKey = (club: string): Key => ({ pk: CLUB_REGISTER, sk: clubPartition(club) });
export const clientRegisterKey = (id: number): Key => ({
  pk: CLIENT_REGISTER,
  sk: join('CLIENT', String(id).padStart(10, '0')),
});
export const globalCounterKey = (counter: string): Key => ({ pk: 'COUNTERS', sk: join('COUNTER', counter) });

/** What operators and client tokens did; outlives its clubs. */
export const AUDIT_REGISTER = 'AUDIT';
export const AUDIT_PREFIX = 'ACT#';
/** @param name makes acts of the same moment differ */
export const auditKey = (at: string, name: string): Key => ({
  pk: AUDIT_REGISTER,
  sk: join('ACT', at, name),
});

/** @param tokenHash lower-case hex SHA-256 of the client token */
export const clientKey = (tokenHash: string): Key => ({ pk: join('CLIENT', tokenHash), sk: 'CLIENT' });

export const memberKey = (club: string, id: number): Key => ({
  pk: join('CLUB', club, 'MEMBER', id),
  sk: 'MEMBER',
});
/** @param purpose what the token is good for; a newer one takes the same place */
export const tokenKey = (club: string, member: number, purpose: string): Key => ({
  pk: memberKey(club, member).pk,
  sk: join('TOKEN', purpose),
});
/** One message to one member: the event that caused it and the channel. */
export const dispatchKey = (club: string, member: number, event: string, channel: string): Key => ({
  pk: memberKey(club, member).pk,
  sk: join('DISPATCH', event, channel),
});
export const throttleKey = (club: string, member: number, what: string): Key => ({
  pk: memberKey(club, member).pk,
  sk: join('THROTTLE', what),
});
/** What one version of a member changed; in the order of versions. */
export const memberChangeKey = (club: string, member: number, version: number): Key => ({
  pk: memberKey(club, member).pk,
  sk: join('CHANGE', sortableNumber(version)),
});
export const MEMBER_CHANGES_PREFIX = 'CHANGE#';
/** What an erased member answered to consents. @param name hash of an identifier that it had */
export const consentProofKey = (club: string, name: string, erasedAt: string): Key => ({
  pk: join('CLUB', club, 'CONSENTS', name),
  sk: join('ERASED', erasedAt),
});
/** @param hash lower-case hex SHA-256 of the key that a client sent */
export const idempotencyKeyKey = (club: string, client: number, hash: string): Key => ({
  pk: join('CLUB', club, 'IDEMPOTENCY', client, hash),
  sk: 'KEY',
});
/** What a client did in one window of time. */
export const clientBudgetKey = (club: string, client: number, what: string, window: number): Key => ({
  pk: join('CLUB', club, 'BUDGET', client),
  sk: join(what, window),
});
/** Sessions are beside their member: one batch reads both, and none outlives its club's key. */
export const sessionKey = (club: string, member: number, sid: string): Key => ({
  pk: memberKey(club, member).pk,
  sk: join('SESSION', sid),
});
export const SESSION_PREFIX = 'SESSION#';

/** The member that a partition belongs to. */
export const memberIdOf = (pk: string): number => {
  const id = Number(pk.split(SEPARATOR).at(-1));
  if (!Number.isSafeInteger(id)) throw new TypeError('Not the partition of a member');
  return id;
};

/** The club that a partition belongs to. */
export const clubOf = (pk: string): string => part(pk.split(SEPARATOR)[1] ?? '');

export const memberShard = (club: string, id: number): string => join('CLUB', club, id % MEMBER_SHARDS);

/** The ids of all members of a club, in order, a block of them to an item. */
export const memberBlockKey = (club: string, block: number): Key => ({
  pk: join('CLUB', club, 'MEMBERS'),
  sk: join('BLOCK', sortableNumber(block)),
});

/** One of the numbers whose sum is the length of a list. */
export const listCountKey = (club: string, list: string, shard: number): Key => ({
  pk: join('CLUB', club, 'COUNT', list),
  sk: join('SHARD', shard),
});

/** Every shard of a club in the identifier indexes. */
export const memberShards = (club: string): string[] =>
  Array.from({ length: MEMBER_SHARDS }, (_, shard) => memberShard(club, shard));

const CLAIM_KINDS = { email: 'EMAIL', msisdn: 'MSISDN' } as const satisfies Record<Identifier, string>;

/** @param canonical the identifier as `domain/identifiers.ts` normalises it */
export const claimKey = (club: string, identifier: Identifier, canonical: string): Key => ({
  pk: `${clubPartition(club)}${SEPARATOR}${CLAIM_KINDS[identifier]}${SEPARATOR}${encoded(canonical)}`,
  sk: 'CLAIM',
});

/** A key as text for a log: without the identifier of a claim. */
export const loggableKey = ({ pk, sk }: Key): string =>
  `${pk.replace(/^([^#]+#[^#]+#(?:EMAIL|MSISDN)#).*$/s, '$1…')} ${sk}`;

/** What every partition of a club's members and claims starts with. */
export const clubPrefix = (club: string): string => `${clubPartition(club)}${SEPARATOR}`;

/** As wide as the largest safe integer, so that keys sort as numbers do. */
export const sortableNumber = (id: number): string => String(id).padStart(16, '0');

/** What all sort keys below these parts start with. */
export const below = (...parts: readonly (string | number)[]): string => `${join(...parts)}${SEPARATOR}`;
