import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../support/bulk.ts';
import { countItems, violations } from '../support/count-items.ts';
import { given } from './support/given.ts';
import { loyalty, type Mall, openMall } from './support/operator.ts';
import { tableOf } from './support/table.ts';

const QUIET = { send_sms_welcome_message: false, send_email_welcome_message: false };

/** What the table holds of a club's identifiers, in order. */
const identifiersIn = async (club: string): Promise<string[]> => {
  const found = await countItems(tableOf(given().stage), club);
  expect(violations(found)).toEqual([]);
  expect(found.claims.size).toBe(found.holders.size);
  return [...found.holders.keys()].sort();
};
const identifiersOf = (members: ReturnType<typeof people>): string[] =>
  members.flatMap(({ properties: { email, msisdn } }) => [`email:${email}`, `msisdn:${msisdn}`]).sort();

describe('members by the thousand', () => {
  let mall: Mall;
  beforeAll(async () => {
    mall = await openMall(given().stage, 'bulk-mall');
  });

  it('creates 5000 members in one bulk and counts them exactly', async () => {
    const members = people(5000);
    const bulk = await mall.client.memberBulks.createOrUpdate({ members, ...QUIET });
    const report = await bulk.waitUntilFinished({ pollMs: 1000 });
    expect(report).toMatchObject({
      status: 'finished',
      members_created_number: 5000,
      members_updated_number: 0,
      errors: [],
    });
    expect(await identifiersIn(mall.slug)).toEqual(identifiersOf(members));
  });

  it('counts who was changed, who was left as is, and who was refused', async () => {
    const changed = people(200).map((one, n) =>
      n % 10 === 0 ? { properties: { ...one.properties, language: 'pl' } } : one,
    );
    const members = [...changed, ...people(50, 5000)];
    const bulk = await mall.client.memberBulks.createOrUpdate({ members, ...QUIET });
    const report = await bulk.waitUntilFinished({ pollMs: 500 });
    expect(report).toMatchObject({ status: 'finished', members_created_number: 50 });
    expect(report.errors).toHaveLength(20);
    expect(await identifiersIn(mall.slug)).toEqual(identifiersOf(people(5050)));
  });
});

it('imports a file by the operator command and names the lines that did not make it', async () => {
  const { stage, folder } = given();
  const mall = await openMall(stage, 'import-mall');
  const rows = people(1500).map(
    ({ properties: p }) => `${p.email},${p.msisdn},${p.first_name},${p.last_name}`,
  );
  rows[700] = 'no address,,Nobody,Nowhere';
  const file = join(await mkdtemp(join(folder, 'import-')), 'members.csv');
  await writeFile(file, `email,msisdn,first_name,last_name\n${rows.join('\n')}\n`);
  const where = ['--url', stage.url, '--club', mall.slug, '--token', mall.token];
  const { code, stdout } = await loyalty(stage, '--json', 'members', 'import', file, ...where);
  expect(JSON.parse(stdout)).toMatchObject({ created: 1499, refused: 1, unmapped: 0 });
  expect(code).toBe(3);
  expect(await readFile(`${file}.errors.csv`, 'utf8')).toContain('702,no address,email,invalid_email');
  const missing = people(1, 700);
  const expected = identifiersOf(people(1500)).filter((one) => !identifiersOf(missing).includes(one));
  expect(await identifiersIn(mall.slug)).toEqual(expected);
});
