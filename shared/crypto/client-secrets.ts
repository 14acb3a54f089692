import { createHash, randomInt } from 'node:crypto';
import { BASE_62, clientSecretOf, RANDOM_LENGTH } from '#shared/domain/client-tokens/client-secret.ts';

/** A new client token of 256 random bits; `randomInt` is uniform, so no character is likelier than another. */
export const generateClientSecret = (): string =>
  clientSecretOf(
    Array.from({ length: RANDOM_LENGTH }, () => BASE_62.charAt(randomInt(BASE_62.length))).join(''),
  );

/** Lower-case hex SHA-256: all that is stored. A secret of 256 bits needs no slow hash. */
export const hashClientSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
