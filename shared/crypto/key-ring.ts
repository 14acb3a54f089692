import { createHmac, hkdfSync } from 'node:crypto';

/** A key that was current until it was replaced. */
interface PreviousKey {
  readonly kid: string;
  readonly master: string;
  /** ISO 8601 UTC; keys of older secrets have none. */
  readonly retired_at?: string;
}

/** The secret of a deployment as Secrets Manager keeps it. */
export interface MasterSecret {
  /** Names the current key; stored with everything made by it. */
  readonly kid: string;
  /** Random text of at least 32 characters. */
  readonly master: string;
  /** Keys that were current before; still good for reading, verifying and comparing. */
  readonly previous?: readonly PreviousKey[];
  /** Peppers of the systems that members came from, by club. */
  readonly import_peppers?: Readonly<Record<string, string>>;
  /** Client tokens of the systems that members come from, for the shadow log-in, by club. */
  readonly shadow_tokens?: Readonly<Record<string, string>>;
}

export type KeyPurpose =
  | 'bulk-chunk'
  | 'club-session'
  | 'club-unsubscribe'
  | 'consent-proof'
  | 'delivery'
  | 'one-time-token'
  | 'password-pepper'
  | 'secret-id'
  | 'session-token'
  | 'unsubscribe'
  | 'webhook-secret';

/**
 * Where keys come from. Given a kid, the ring is read anew when it does not know it: another writer may have
 * rotated the keys a moment ago.
 */
export type KeySource = (kid?: string) => Promise<KeyRing>;

/** Keys for each purpose, derived from the deployment's one secret (RFC 5869), so none is ever stored. */
export interface KeyRing {
  readonly currentKid: string;
  /** The oldest key: it stays the same whenever keys are rotated. */
  readonly firstKid: string;
  knows(kid: string): boolean;
  /** 32 bytes, or nothing for a kid this deployment does not know. */
  key(kid: string, purpose: KeyPurpose): Uint8Array | undefined;
  /** The pepper of the system that a club's members came from. */
  importPepper(club: string): string | undefined;
  /** The client token with which the shadow log-in of a club asks the old system. */
  shadowToken(club: string): string | undefined;
}

/**
 * The current key for a purpose.
 * @throws TypeError when the ring is broken
 */
export const currentKey = (ring: KeyRing, purpose: KeyPurpose): Uint8Array => {
  const key = ring.key(ring.currentKid, purpose);
  if (!key) throw new TypeError('The current key is not on the ring');
  return key;
};

/**
 * What a key is for one club: a token that was made by it is none of another club, without spelling the club.
 * @see https://csrc.nist.gov/pubs/sp/800/108/r1/upd1/final
 */
export const keyForClub = (key: Uint8Array, club: string): Uint8Array =>
  new Uint8Array(createHmac('sha256', key).update(club).digest());

const MIN_MASTER_LENGTH = 32;

/** @throws TypeError when the secret is not of the documented form */
export const readMasterSecret = (text: string): MasterSecret => {
  const secret = JSON.parse(text) as Partial<MasterSecret>;
  if (typeof secret.kid !== 'string' || (secret.master?.length ?? 0) < MIN_MASTER_LENGTH) {
    throw new TypeError('The secret has no kid or its master is too short');
  }
  return secret as MasterSecret;
};

export const keyRing = (secret: MasterSecret): KeyRing => {
  const masters = new Map([secret, ...(secret.previous ?? [])].map(({ kid, master }) => [kid, master]));
  const peppers = new Map(Object.entries(secret.import_peppers ?? {}));
  const tokens = new Map(Object.entries(secret.shadow_tokens ?? {}));
  const derived = new Map<string, Uint8Array>();
  return {
    currentKid: secret.kid,
    firstKid: secret.previous?.at(-1)?.kid ?? secret.kid,
    knows: (kid) => masters.has(kid),
    importPepper: (club) => peppers.get(club),
    shadowToken: (club) => tokens.get(club),
    key(kid, purpose) {
      const master = masters.get(kid);
      if (master === undefined) return undefined;
      const name = `${purpose}/${kid}`;
      const known = derived.get(name);
      if (known) return known;
      const key = new Uint8Array(hkdfSync('sha256', master, 'loyalty-club', purpose, 32));
      derived.set(name, key);
      return key;
    },
  };
};
