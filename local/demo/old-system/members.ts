import { readFileSync } from 'node:fs';
import { CHANNEL_STATUSES } from '#shared/vocabulary.ts';
import { type Chance, chanceOf } from './chance.ts';

/** A member as another system exports it: a row of a restore (contract §4.6), with the password behind its hash. */
export interface OldMember {
  readonly row: OldRow;
  /** In clear, for the test of a log-in; the export has the hash. */
  readonly password?: KnownPassword;
}

export interface OldRow {
  readonly id: number;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly email_status: string;
  readonly sms_status: string;
  readonly push_status: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly [attribute: string]: unknown;
}

interface KnownPassword {
  readonly scheme: string;
  readonly password: string;
  /** By a program that is not ours: the vectors of the tests of hashes. */
  readonly hash: string;
}

const HASHES = JSON.parse(
  readFileSync(new URL('password-hashes.json', import.meta.url), 'utf8'),
) as readonly KnownPassword[];

const SALTED = HASHES.filter(({ scheme }) => scheme === 'salted-digest');
const SLOW = HASHES.filter(({ scheme }) => scheme !== 'salted-digest');
/** A salted digest is put under a hash of ours at once, 31 ms of CPU each: enough of them, not a sixth of all. */
const SALTED_SHARE = 0.03;

export const PASSWORD_SCHEMES: readonly string[] = [...new Set(HASHES.map(({ scheme }) => scheme))];

const FIRST = ['Kari', 'Ola', 'Ingrid', 'Lars', 'Nora', 'Jonas', 'Sofie', 'Åse', 'Maja', 'Henrik'];
const LAST = ['Hansen', 'Johansen', 'Ødegård', 'Larsen', 'Berg', 'Haugen', 'Dahl', 'Lie', 'Moen', "O'Neil"];

const DAY = 24 * 60 * 60 * 1000;
const FIRST_DAY = Date.parse('2012-01-01T00:00:00Z');
/** The day of the export: nothing in it is later. */
export const EXPORTED_AT = '2026-06-01T00:00:00.000Z';

const momentAfter = (chance: Chance, from: number): string =>
  new Date(from + Math.floor(chance.next() * (Date.parse(EXPORTED_AT) - from))).toISOString();

/** Norwegian mobile numbers, each once. */
const mobile = (n: number): string => `47${40_000_000 + n}`;

const propertiesOf = (chance: Chance, n: number) => {
  const kind = chance.next();
  return {
    ...(kind < 0.9 && { email: `${chance.happens(0.2) ? 'Old' : 'old'}.${n}@example.com` }),
    ...(kind > 0.1 && { msisdn: mobile(n) }),
    first_name: chance.pick(FIRST),
    last_name: chance.pick(LAST),
    language: chance.pick(['no', 'en']),
    ...(chance.happens(0.7) && {
      birthday: `19${chance.int(50, 99)}-0${chance.int(1, 9)}-${chance.int(10, 28)}`,
    }),
    ...(chance.happens(0.5) && {
      interests: chance.happens(0.5) ? ['sportwear'] : ['bikes_and_cars', 'sportwear'],
    }),
    ...(chance.happens(0.2) && { child_birth_years: [chance.int(1990, 2020)] }),
    ...(chance.happens(0.5) && { zip_code: String(chance.int(1000, 9999)) }),
  };
};

/** Most are enabled; every other status is there, too. */
const statusOf = (chance: Chance): string =>
  chance.happens(0.6) ? 'enabled' : chance.pick(CHANNEL_STATUSES);

const consentsOf = (chance: Chance, created: number) =>
  chance.happens(0.4)
    ? {}
    : {
        consents: {
          email_marketing: {
            status: chance.happens(0.7),
            updated_at: momentAfter(chance, created),
            version: String(chance.int(1, 3)),
          },
        },
      };

const banOf = (chance: Chance) => {
  const kind = chance.next();
  if (kind > 0.02) return {};
  return { banned_until: kind > 0.01 ? '2020-01-01T00:00:00.000Z' : '2035-01-01T00:00:00.000Z' };
};

const passwordOf = (chance: Chance): KnownPassword | undefined => {
  if (chance.happens(0.4)) return undefined;
  return chance.pick(chance.happens(SALTED_SHARE) ? SALTED : SLOW);
};

const memberOf = (chance: Chance, n: number, id: number): OldMember => {
  const created = FIRST_DAY + Math.floor(chance.next() * 3650) * DAY;
  const password = passwordOf(chance);
  const row = {
    id,
    properties: propertiesOf(chance, n),
    email_status: statusOf(chance),
    sms_status: statusOf(chance),
    push_status: statusOf(chance),
    ...consentsOf(chance, created),
    optin_channel: chance.pick(['till', 'web', 'facebook']),
    ...(chance.happens(0.5) && { optin_subchannel: `shop-${chance.int(1, 40)}` }),
    ...(chance.happens(0.3) && { updated_channel: 'app' }),
    ...(chance.happens(0.3) && { person_id: chance.happens(0.5) ? n : `person-${n}` }),
    ...banOf(chance),
    ...(password && { password_hash: password.hash }),
    created_at: new Date(created).toISOString(),
    updated_at: momentAfter(chance, created),
  };
  return { row, ...(password && { password }) };
};

/** How far apart ids are: members have left, and the counter has jumped now and then. */
const nextId = (chance: Chance, id: number): number =>
  id + (chance.happens(0.001) ? chance.int(1000, 90_000) : chance.int(1, 4));

/** The members of an old system, in the order of their ids; the same for the same seed, and the first of more. */
export function* oldMembers(seed: number, count: number): Generator<OldMember> {
  const chance = chanceOf(seed);
  let id = 100;
  for (let n = 0; n < count; n += 1) {
    id = nextId(chance, id);
    yield memberOf(chance, n, id);
  }
}

/** Every so manyth member changes in the old system while both run. */
const CHANGES_EVERY = 50;
export const CHANGED_AT = '2026-06-02T08:00:00.000Z';

/** A member as the old system has it a day after the export, where it changed since: it moved, and unsubscribed. */
export const changedThere = ({ row }: OldMember, n: number): OldRow | undefined =>
  n % CHANGES_EVERY === 0
    ? {
        ...row,
        properties: { ...row.properties, zip_code: '0999' },
        email_status: 'unsubscribed',
        sms_status: 'unsubscribed',
        updated_at: CHANGED_AT,
      }
    : undefined;
