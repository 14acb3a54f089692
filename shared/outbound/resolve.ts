import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLocalhost } from '#shared/domain/outbound/target.ts';

/** Every address of a host, IPv4 first: a function without a VPC has no way to IPv6. None = the name has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const LOOPBACK = ['127.0.0.1', '::1'];
const ATTEMPTS = { timeout: 2000, tries: 2 };

/** A name without addresses of one family is no failure; a server that answers for neither is. */
const NO_ADDRESS = new Set(['ENODATA', 'ENOTFOUND']);

const noneIfAbsent = (cause: NodeJS.ErrnoException): string[] => {
  if (NO_ADDRESS.has(cause.code ?? '')) return [];
  throw cause;
};

/**
 * Asks the name servers of the machine, both families once. The resolver of the C library would read `/etc/hosts`,
 * and blocks a thread while a server is silent.
 */
export const resolver = (servers?: readonly string[]): Resolve => {
  const dns = new Resolver(ATTEMPTS);
  if (servers) dns.setServers(servers);
  return async (host) => {
    if (isIP(host) !== 0) return [host];
    if (isLocalhost(host)) return LOOPBACK;
    const answers = await Promise.allSettled([
      dns.resolve4(host).catch(noneIfAbsent),
      dns.resolve6(host).catch(noneIfAbsent),
    ]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && failed) throw failed.reason;
    return addresses;
  };
};
