import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '#shared/domain/outbound/public-address.ts';
import { readTarget } from '#shared/domain/outbound/target.ts';

const NOT_PUBLIC = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '::ffff:0:127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::a00:1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  'example.com',
  '',
];

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.0.1.1',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2606:4700::1111',
  '2a00:1450:4001::200e',
];

/** Spellings of addresses and names that are not public: OWASP's list, and those of reports (threat T19). */
const REFUSED = [
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'data:application/json,1',
  'example.com/hook',
  '//example.com/hook',
  'https://',
  'https:///hook',
  'https://user@example.com/',
  'https://user:word@example.com/',
  'https://:word@example.com/',
  'https://example.com@127.0.0.1/',
  'https://1.1.1.1&@127.0.0.1/',
  'https://example.com:80/',
  'https://example.com:22/',
  'https://example.com:8443/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://127.0.1/',
  'https://2130706433/',
  'https://0x7f000001/',
  'https://0x7f.0x0.0x0.0x1/',
  'https://0x7f.1/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://0177.0.0.0x1/',
  'https://127.0.0.1./',
  'https://127。0。0。1/',
  'https://①②⑦.⓪.⓪.①/',
  'https://%31%32%37.0.0.1/',
  'https:\\\\127.0.0.1\\',
  'https://0/',
  'https://0.0.0.0/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0xA9FEA9FE/',
  'https://0251.0376.0251.0376/',
  'https://425.510.425.510/',
  'https://[::]/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[64:ff9b::169.254.169.254]/',
  'https://[2002:a9fe:a9fe::]/',
  'https://[fd00:ec2::254]/',
  'https://[fe80::1]/',
  'https://[fe80::1%25eth0]/',
  'https://localhost/',
  'https://localhost./',
  'https://LOCALHOST/',
  'https://ｌｏｃａｌｈｏｓｔ/',
  'https://ⓛocalhost/',
  'https://api.localhost/',
  'https://metadata/',
  'https://intranet/',
  'https://metadata.google.internal/',
  'https://printer.local/',
  'https://example.com../',
  'https://exa mple.com/',
  'https://example.com\u0000.internal/',
  `https://example.com/${'x'.repeat(2048)}`,
  // Six characters each, as the URL standard spells them.
  `https://example.com/${'ü'.repeat(400)}`,
];

const ACCEPTED: Readonly<Record<string, string>> = {
  'https://example.com/hook?club=1': 'example.com',
  'https://EXAMPLE.com./hook': 'example.com',
  'https://example.com:443/': 'example.com',
  'https://bücher.example.com/': 'xn--bcher-kva.example.com',
  'https://1.1.1.1/': '1.1.1.1',
  'https://[2606:4700::1111]/': '2606:4700::1111',
};

describe('the target of an outbound request', () => {
  it.each(NOT_PUBLIC)('%j is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(PUBLIC)('%j is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(REFUSED)('%j is refused', (url) => {
    expect(readTarget(url, { loopback: false })).toBeUndefined();
  });

  it.each(Object.entries(ACCEPTED))('%j leads to %s', (url, host) => {
    expect(readTarget(url, { loopback: false })).toMatchObject({ host });
  });
});
