import { crc32 } from 'node:zlib';

/**
 * The form of the client tokens that we issue, after GitHub's: a prefix that secret scanners can find,
 * 43 random base-62 characters (256 bits), and a checksum that detects look-alikes offline.
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
const PREFIX = 'lct_';
export const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The fewest base-62 characters that hold 256 bits (threat T1). */
export const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const ISSUED = new RegExp(`^${PREFIX}([A-Za-z0-9]{${RANDOM_LENGTH}})[A-Za-z0-9]{${CHECKSUM_LENGTH}}$`);

/** What is taken as a client token at all: the documented examples are 24 alphanumerics. */
const ACCEPTED = /^[A-Za-z0-9_]{16,128}$/;

const base62 = (value: number): string => {
  const rest = Math.floor(value / 62);
  return (rest > 0 ? base62(rest) : '') + BASE_62.charAt(value % 62);
};

const checksum = (random: string): string => base62(crc32(random)).padStart(CHECKSUM_LENGTH, '0');

/** @param random `RANDOM_LENGTH` base-62 characters */
export const clientSecretOf = (random: string): string => `${PREFIX}${random}${checksum(random)}`;

/** Whether a text has the form and the checksum of an issued token. It may be unknown to the table all the same. */
export const isIssuedClientSecret = (text: string): boolean => {
  const random = ISSUED.exec(text)?.[1];
  return random !== undefined && clientSecretOf(random) === text;
};

/** Whether a text may be a client token: ours, or one that was brought along. */
export const isClientSecret = (text: string): boolean => ACCEPTED.test(text);

/** What people may see of a secret, to recognise it. */
export const lastFour = (secret: string): string => secret.slice(-4);
