import { copyFile, rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueClientToken } from '#shared/admin/issue-token.ts';
import { PERMITS, type Permit } from '#shared/contracts/permits.ts';
import { createMember } from '#shared/data/members/members.ts';
import { type ImportOptions, importMembers } from '../../cli/import/import-members.ts';
import { type ClubStack, startClubStack } from '../local/club-stack.ts';
import { plainMember } from '../support/plain-member.ts';
import { contentOf, fileOf } from './import-files.ts';
import { fixture } from './import-plans.ts';

let club: ClubStack;
let token: string;

const issue = async (permits: readonly Permit[]): Promise<string> => {
  const asked = { name: club.slug, clubs: [club.slug], product: null, permits, by: 'tests', now: new Date() };
  return (await issueClientToken(club.db, asked)).secret;
};

beforeAll(async () => {
  club = await startClubStack({}, 'rehearsal');
  token = await issue(Object.keys(PERMITS) as Permit[]);
  // From before the club had a country.
  for (const [index, msisdn] of ['98123456', '98123457'].entries()) {
    const properties = { msisdn, first_name: 'L', last_name: 'L' };
    const member = { club: club.slug, id: 900_001 + index, properties, now: '2026-01-01T00:00:00.000Z' };
    await createMember(club.db, plainMember(member));
  }
});
afterAll(() => club.stack.stop());

type Options = Partial<ImportOptions>;

const run = async (file: string, options: Options = {}) => {
  const { json } = await importMembers({ isLocal: false, now: new Date() } as never, {
    ...{ file, url: club.stack.url, club: club.slug, token, product: 'default', operation: 'create' },
    ...{ skipColumn: [], concurrency: 4, poll: 0.2 },
    ...options,
  });
  const { created, updated, refused, unmapped, errors_file } = json as any;
  const errors = errors_file === null ? '' : await contentOf(errors_file);
  return { counts: { created, updated, refused, unmapped }, errors };
};

const people = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => `p${from + n}@example.com,,P,${from + n},no\n`).join('');

const HEADER = 'email,msisdn,first_name,last_name,language\n';

/** Files in the order in which they are imported: each finds the members of those before. */
const FILES: readonly [name: string, content: string, counts: object, options?: Options][] = [
  [
    'new members, duplicates within the request, and values that the schema refuses',
    `${HEADER}a@example.com,91234567,A,Berg,no\nA@example.com,,Again,B,no\nb@example.com,+47 912 34 567,B,B,no\nc@example.com,,C,C,pl\nd@example.com,,D,,no\nnobody,,E,E,no\n,,F,F,no\n`,
    { created: 1, updated: 0, refused: 3, unmapped: 3 },
  ],
  [
    'members that exist, by either identifier, whose missing values they have',
    'email,msisdn,first_name,language\nA@EXAMPLE.com,,Anna,\n,91234567,,en\nnew@example.com,,New,no\n',
    { created: 0, updated: 2, refused: 1, unmapped: 0 },
  ],
  [
    'members that come twice in one request, with another number each time',
    `${HEADER}x@example.com,92345678,X,X,no\ny@example.com,93456789,Y,Y,no\nx@example.com,94567890,X,X,no\n`,
    { created: 2, updated: 0, refused: 0, unmapped: 1 },
  ],
  [
    'a member that would take the number of another',
    `${HEADER}y@example.com,92345678,Y,Y,no\n`,
    { created: 0, updated: 0, refused: 1, unmapped: 0 },
  ],
  [
    'an update by id, of members of whom one is there',
    '{"id":999999,"properties":{"first_name":"Z"}}\n{"id":"x","properties":{"first_name":"Z"}}\n{"properties":{"id":1}}\n',
    { created: 0, updated: 1, refused: 2, unmapped: 0 },
    { operation: 'update' },
  ],
  [
    'an update by e-mail that adds to lists',
    '{"email":"a@example.com","interests":["sportwear"]}\n{"email":"a@example.com","interests":["golf"]}\n{"email":"gone@example.com"}\n{"msisdn":"91234567"}\n',
    { created: 0, updated: 1, refused: 1, unmapped: 2 },
    { operation: 'update', by: 'email', multiValues: 'append' },
  ],
  [
    'values of wrong types, passwords and nonsense',
    [
      '{"properties":{"email":"t@example.com","first_name":1,"last_name":["T"],"child_birth_years":"2010"}}',
      '{"properties":{"email":7,"msisdn":"92000001","first_name":"T","last_name":"T"},"password":"ab"}',
      '{"properties":{"email":"u@example.com","first_name":"U","last_name":"U","shoe":1},"password":"abc"}',
      '{"properties":{"email":"v@example.com","first_name":"V","last_name":"V"},"password":"abc","created_at":"x"}',
      '{"properties":{"email":"w@example.com","first_name":"W","last_name":"W"},"password_hash":"abc"}',
      '{"properties":{"email":"z@example.com","first_name":"Z","last_name":"Z","birthday":"1990-02-30"},"consents":{"x":1}}',
      'nonsense',
    ].join('\n'),
    { created: 1, updated: 0, refused: 5, unmapped: 1 },
  ],
  [
    'members that come again in a later request',
    `${HEADER}${people(1000)}p3@example.com,,Again,3,no\np4@example.com,95678901,P,4,pl\n${people(2, 1000)}`,
    { created: 1002, updated: 1, refused: 1, unmapped: 0 },
  ],
  [
    'numbers that a member has without its country code, from before the club had a country',
    `${HEADER}a@example.com,+47 98 12 34 56,A,A,no\nl@example.com,4798123457,L,L,no\n`,
    { created: 0, updated: 0, refused: 2, unmapped: 0 },
  ],
  [
    'a file with --only-valid',
    `${HEADER}o@example.com,,O,O,no\nq@example.com,,Q,Q,pl\na@example.com,,,,no\n`,
    { created: 1, updated: 1, refused: 0, unmapped: 1 },
    { onlyValid: true },
  ],
];

describe('--dry-run says what the run does, row by row', () => {
  it.each(FILES)('for %s', async (name, content, counts, options) => {
    const file = await fileOf(content.startsWith('{') ? 'm.jsonl' : 'm.csv', content);
    const predicted = await run(file, { ...options, dryRun: true });
    const made = await run(file, options);
    expect(predicted, name).toEqual(made);
    expect(made.counts).toEqual(counts);
  });

  it('for a workbook with a mapping', async () => {
    const file = await fileOf('m.xlsx', '');
    await copyFile(fixture('openpyxl.xlsx'), file);
    const options = { map: ['E-mail enabled='], dates: 'dd.mm.yyyy' };
    const predicted = await run(file, { ...options, dryRun: true });
    expect(predicted).toEqual(await run(file, options));
    // The number of the first is Anna's.
    expect(predicted.counts).toEqual({ created: 1, updated: 1, refused: 0, unmapped: 0 });
    await rm(file);
  });

  it('and says of a token that may not read members what it cannot predict', async () => {
    const file = await fileOf('m.csv', `${HEADER}a@example.com,,A,Berg,no\n`);
    const blind = await issue(['BL:Api:Members:Imports:Create', 'BL:Api:Schema:Get']);
    expect((await run(file, { dryRun: true, token: blind })).counts).toMatchObject({
      created: 1,
      updated: 0,
    });
  });
});
