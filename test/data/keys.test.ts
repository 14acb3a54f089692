import { expect, it } from 'vitest';
import * as bulkKeys from '#shared/data/bulk/bulk-keys.ts';
import * as keys from '#shared/data/table/keys.ts';
import * as messagingKeys from '#shared/data/table/messaging-keys.ts';
import fc from '../support/property.ts';

const SLUG = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
/** Few letters, among them all that keys are made of, so that collisions are likely if they are possible. */
const TEXT = fc.string({
  unit: fc.constantFrom('a', '#', '%', '2', '3', '5', 'E'),
  minLength: 1,
  maxLength: 6,
});

const places = fc.record({ club: SLUG, value: TEXT, kind: fc.constantFrom('email', 'msisdn') });

it('gives two claims one key only when they are one claim', () => {
  fc.assert(
    fc.property(places, places, (a, b) => {
      const [one, two] = [a, b].map(({ club, kind, value }) => keys.claimKey(club, kind, value));
      const same = a.club === b.club && a.kind === b.kind && a.value === b.value;
      expect(one?.pk === two?.pk).toBe(same);
    }),
    { numRuns: 2000 },
  );
});

it('tells e-mails apart that differ in how a separator is written', () => {
  const pk = (email: string) => keys.claimKey('c', 'email', email).pk;
  expect(new Set(['a#b@x.no', 'a%23b@x.no', 'a%2523b@x.no'].map(pk)).size).toBe(3);
});

it('starts every key of a club with the club', () => {
  const ref: bulkKeys.JobRef = { source: 'bulk', club: 'mall', client: 7, job: 'j' };
  const bulk: bulkKeys.ImportBulkRef = { source: 'import', club: 'mall', import: 'i', bulk: 1 };
  const all = [
    keys.clubKey('mall'),
    keys.schemaKey('mall', 1),
    keys.counterKey('mall', 'members'),
    keys.memberKey('mall', 1),
    keys.claimKey('mall', 'email', 'a@example.com'),
    messagingKeys.deviceClaimKey('mall', 'ab12'),
    bulkKeys.jobKey(ref),
    bulkKeys.ledgerKey({ ledger: ref, request: 'r' }),
    bulkKeys.ledgerKey({ ledger: bulk, request: '1' }),
    bulkKeys.requestKey(ref, 'r'),
    bulkKeys.chunkKey(ref, 'r', 0),
    bulkKeys.errorsKey(ref, 'r', 0),
  ];
  for (const { pk } of all) expect(pk).toMatch(/^CLUB#mall(#|$)/);
  expect(keys.memberShard('mall', 33)).toMatch(/^CLUB#mall#/);
  expect(bulkKeys.jobKey(ref).pk).not.toBe(bulkKeys.jobKey({ ...ref, client: 8 }).pk);
});

it('refuses parts that hold the separator or nothing', () => {
  for (const part of ['a#b', '#', '']) {
    expect(() => keys.clubKey(part)).toThrow(TypeError);
    expect(() => bulkKeys.jobKey({ source: 'bulk', club: 'c', client: 1, job: part })).toThrow(TypeError);
    expect(() => keys.clientKey(part)).toThrow(TypeError);
  }
});
