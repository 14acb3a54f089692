import type { IncomingMessage } from 'node:http';

/** Names under which only programs of this machine reach a loopback address. */
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** The developer's own names beside these, for a proxy or a tunnel. */
const moreNames = (): readonly string[] =>
  (process.env['ALLOWED_HOSTS'] ?? '').split(',').flatMap((name) => name.trim().toLowerCase() || []);

const isAllowed = (host: string): boolean =>
  LOOPBACK_NAMES.has(nameOf(host)) || moreNames().includes(nameOf(host));

const hostOf = (origin: string): string => URL.parse(origin)?.host ?? origin;

/**
 * Why a request must come from a page of another site in this machine's browser: by DNS rebinding (another name in
 * `Host`), or straight (another `Origin`). @returns nothing when it need not
 * @see https://developer.mozilla.org/en-US/docs/Web/Security/Attacks/DNS_rebinding
 */
export const foreignRequest = ({ headers, method }: IncomingMessage): string | undefined => {
  const { host, origin } = headers;
  if (host !== undefined && !isAllowed(host))
    return 'This host name is not allowed here. ALLOWED_HOSTS=name,… allows more than loopback names.';
  const reads = method === 'GET' || method === 'HEAD';
  if (!reads && origin !== undefined && hostOf(origin) !== host)
    return 'Pages of other origins may not change anything here.';
  return undefined;
};
