import { createHash, timingSafeEqual } from 'node:crypto';
import { ENV } from '#shared/env-names.ts';
import type { Port } from '#shared/runtime.ts';

const digestOf = (value: string): Buffer => createHash('sha256').update(value).digest();

/**
 * Whether a header proves that a request came through what stands before the API. The function knows digests only:
 * a secret of 32 random characters cannot be found from one, and its variables may be read by people.
 * Several are accepted, so that one can be exchanged; all are compared, in the same time.
 */
export const originSecrets: Port<(presented: string | undefined) => boolean> = ({ find }) => {
  const listed = find(ENV.originSecrets);
  if (listed === undefined) return () => true;
  const digests = listed.split(',').map((hex) => Buffer.from(hex, 'hex'));
  return (presented = '') => {
    const digest = digestOf(presented);
    return digests.map((known) => timingSafeEqual(known, digest)).includes(true);
  };
};
