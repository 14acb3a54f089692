import type { HashForm } from './hash-form.ts';

/** One salted digest: a thousand million guesses a second. */
export interface SaltedDigestForm extends HashForm<'salted-digest'> {
  readonly digest: 'sha1' | 'sha256' | 'sha512';
  readonly order: 'salt-password' | 'password-salt';
  /** Base64url. */
  readonly salt: string;
  /** Lower-case hex. */
  readonly tag: string;
}

type Digest = SaltedDigestForm['digest'];

const BYTES = { sha1: 20, sha256: 32, sha512: 64 } as const satisfies Record<Digest, number>;

const form = (
  parts: Pick<SaltedDigestForm, 'digest' | 'order'>,
  salt: Buffer,
  tag: Buffer,
): SaltedDigestForm => ({
  scheme: 'salted-digest',
  // Nothing beside the hash of ours that is made of it.
  cost: { unit: 'none', amount: 0 },
  ...parts,
  salt: salt.toString('base64url'),
  tag: tag.toString('hex'),
});

/** `{SSHA}`, `{SSHA256}`, `{SSHA512}` of LDAP: base64 of the digest of password and salt, then the salt. */
const LDAP = /^\{SSHA(256|512)?\}([A-Za-z0-9+/]{27,172}={0,2})$/;

const readLdap = (text: string): SaltedDigestForm | undefined => {
  const [, bits = '1', base64] = LDAP.exec(text) ?? [];
  if (base64 === undefined) return undefined;
  const digest = `sha${bits}` as Digest;
  const bytes = Buffer.from(base64, 'base64');
  const salt = bytes.subarray(BYTES[digest]);
  if (salt.length === 0) return undefined;
  return form({ digest, order: 'password-salt' }, salt, bytes.subarray(0, BYTES[digest]));
};

/** Django's `sha1$<salt>$<hex>`: the digest of salt and password. */
const DOLLARS = /^(sha1|sha256|sha512)\$([^$\s]{1,128})\$([0-9a-fA-F]{40,128})$/;
/** Magento's `<hex>:<salt>`, also with its version 1 behind it. */
const MAGENTO = /^([0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}):([A-Za-z0-9]{1,128})(?::1)?$/;

const BY_HEX: Readonly<Record<number, Digest>> = { 40: 'sha1', 64: 'sha256', 128: 'sha512' };

const readSaltFirst = (text: string): SaltedDigestForm | undefined => {
  const [, named, first, second] = DOLLARS.exec(text) ?? [];
  const [, hex = second, salt = first] = MAGENTO.exec(text) ?? [];
  if (hex === undefined || salt === undefined) return undefined;
  const digest = BY_HEX[hex.length];
  if (digest === undefined || (named !== undefined && named !== digest)) return undefined;
  return form({ digest, order: 'salt-password' }, Buffer.from(salt), Buffer.from(hex, 'hex'));
};

export const readSaltedDigest = (text: string): SaltedDigestForm | undefined =>
  readLdap(text) ?? readSaltFirst(text);
