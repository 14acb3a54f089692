import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 64 lower-case hex digits, the form of the documented examples (contract §2.13). */
export const newOneTimeToken = (): string => randomBytes(32).toString('hex');

/** What is stored of a token. Plain SHA-256 is enough: 256 random bits cannot be guessed. */
export const hashOneTimeToken = (token: string): string => createHash('sha256').update(token).digest('hex');
