import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Where a request goes, read from a URL. */
export interface Target {
  /** In its one spelling (`requestUrl`). */
  readonly url: URL;
  /** Name or IP address; an IPv6 address without brackets. */
  readonly host: string;
}

export interface TargetRules {
  /** On the local stack and in tests: plain HTTP, every port, and names of this machine. */
  readonly loopback: boolean;
}

const MAX_URL = 2048;
const PORTS: readonly string[] = ['', '443'];

/** Names that no public resolver knows (RFC 6761, RFC 6762, RFC 8375, RFC 9476), and those of instance metadata. */
const NOT_PUBLIC_NAME =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home\.arpa|alt|onion|invalid|test|example)$/;

/**
 * The one spelling of all URLs that make the same request: that of the URL standard, without the dot of a full name,
 * without a fragment, which no request carries, and without an empty query.
 * @throws TypeError when it is no URL
 */
export const requestUrl = (text: string): URL => {
  const url = new URL(text);
  url.hostname = url.hostname.replace(/\.$/, '');
  url.hash = '';
  if (url.search === '') url.search = '';
  return url;
};

/** A name of this machine, whatever a resolver says (RFC 6761 §6.3). */
export const isLocalhost = (host: string): boolean => /(?:^|\.)localhost$/.test(host);

/**
 * Reads a URL that a club chose. The URL standard makes one spelling of all: `2130706433`, `0x7f.1` and `017700000001`
 * are `127.0.0.1`, and letters of other scripts are punycode. Addresses behind a name are checked when it is resolved.
 * @returns nothing for a URL that no request may go to: another scheme, credentials, a port beside 443, an address or a
 * name that is not public (threat T19)
 */
export const readTarget = (text: string, { loopback }: TargetRules): Target | undefined => {
  if (text.length > MAX_URL || !URL.canParse(text)) return undefined;
  const url = requestUrl(text);
  // Letters of other scripts take up to nine characters each: what is stored is read again for each request.
  if (url.href.length > MAX_URL) return undefined;
  if (url.username !== '' || url.password !== '') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || host.endsWith('.')) return undefined;
  if (loopback) return url.protocol === 'https:' || url.protocol === 'http:' ? { url, host } : undefined;
  if (url.protocol !== 'https:' || !PORTS.includes(url.port)) return undefined;
  const isPublic =
    isIP(host) === 0 ? host.includes('.') && !NOT_PUBLIC_NAME.test(host) : isPublicAddress(host);
  return isPublic ? { url, host } : undefined;
};
