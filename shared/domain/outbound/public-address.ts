import { BlockList, isIP } from 'node:net';

/**
 * What is no public address (threat T19). IPv4: the special-purpose registry of IANA, with the relays of AMT and 6to4.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const NOT_PUBLIC_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * IPv6 has one range of global unicast addresses; within it these carry IPv4 addresses (Teredo, 6to4), documents or
 * protocols. Mapped addresses, NAT64, link-local, unique local and multicast ones are outside of the range.
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const GLOBAL_IPV6 = ['2000::', 3] as const;
const NOT_PUBLIC_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_IPV4) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of NOT_PUBLIC_IPV6) refused.addSubnet(net, prefix, 'ipv6');

const global = new BlockList();
global.addSubnet(...GLOBAL_IPV6, 'ipv6');

const loopback = { 4: new BlockList(), 6: new BlockList() } as const;
loopback[4].addSubnet('127.0.0.0', 8, 'ipv4');
loopback[6].addAddress('::1', 'ipv6');

/** Whether an address is one of the public internet. A text that is no address is not. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  return family === 6 && global.check(address, 'ipv6') && !refused.check(address, 'ipv6');
};

/** Whether an address is of this machine; a mapped one (`::ffff:127.0.0.1`) is not. */
export const isLoopbackAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return loopback[4].check(address, 'ipv4');
  return family === 6 && loopback[6].check(address, 'ipv6');
};
