import { readFile as read } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { saveMapping } from '../../cli/import/map/mapping.ts';
import { SCHEMA } from '../support/clubs.ts';
import { fileOf } from './import-files.ts';
import { type Options, planOf, readFile, refusalOf } from './import-plans.ts';

const CONSENT = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
const CLUB = {
  ...SCHEMA,
  country: 'NO',
  consents: { email_marketing: CONSENT },
  properties: { ...SCHEMA.properties, zip_code: { type: 'string' }, visits: { type: 'integer' } },
};

const properties = async (content: string, options: Options = {}) => {
  const { members, problems } = await readFile(await fileOf('m.csv', content), options, CLUB);
  return Object.keys(problems).length > 0 ? problems : members.map((member) => member.properties);
};

const A = { email: 'a@example.com' };

/** What spreadsheets and exports write, by hand where no program at hand does. */
const UGLY: readonly [what: string, content: string, expected: unknown, options?: Options][] = [
  [
    'titles in other letters',
    'E-Mail;FIRST NAME;last-name\na@example.com;A;B\n',
    [{ ...A, first_name: 'A', last_name: 'B' }],
  ],
  ['a named delimiter, quoted', '"sep=|"\nemail|first_name\na@example.com|A\n', [{ ...A, first_name: 'A' }]],
  ['a named tab', 'sep=\t\r\nemail\tfirst_name\r\na@example.com\tA\r\n', [{ ...A, first_name: 'A' }]],
  [
    'delimiters within quoted titles',
    '"email";"first_name";"a, b, c, d"\na@example.com;A;x\n',
    [{ ...A, first_name: 'A' }],
    { skipColumn: ['a, b, c, d'] },
  ],
  [
    'trailing delimiters',
    'email;first_name;;;\na@example.com;A;;;\nb@example.com;B\n',
    [
      { ...A, first_name: 'A' },
      { email: 'b@example.com', first_name: 'B' },
    ],
  ],
  ['rows of empty cells', 'email,first_name\n,\n" ",\na@example.com,A\n,,\n\n', [{ ...A, first_name: 'A' }]],
  [
    'text formulas',
    'email,msisdn,zip_code\na@example.com,="91234567",="0150"\n',
    [{ ...A, msisdn: '91234567', zip_code: '0150' }],
  ],
  [
    'spaces of all kinds, and the apostrophe of texts',
    "email,zip_code,first_name\n \u00A0a@example.com\u200B,'0150, A B \n",
    [{ ...A, zip_code: '0150', first_name: 'A B' }],
  ],
  [
    'spaces that are kept',
    'email,first_name\na@example.com, A \n',
    [{ ...A, first_name: ' A ' }],
    { trim: false },
  ],
  [
    'dates with days first',
    'email,birthday\na@example.com,1.2.1990\n',
    [{ ...A, birthday: '1990-02-01' }],
    { dates: 'dd.mm.yyyy' },
  ],
  [
    'dates with months first',
    'email,birthday\na@example.com,12/31/1990 00:00:00\n',
    [{ ...A, birthday: '1990-12-31' }],
    { dates: 'mm/dd/yyyy' },
  ],
  [
    'packed dates',
    'email,birthday\na@example.com,19901231\n',
    [{ ...A, birthday: '1990-12-31' }],
    { dates: 'yyyymmdd' },
  ],
  [
    'dates of a database',
    'email,birthday\na@example.com,1990-12-31 00:00:00.000\n',
    [{ ...A, birthday: '1990-12-31' }],
  ],
  [
    'a day that there is not',
    'email,birthday\na@example.com,31.02.1990\n',
    { 2: expect.stringMatching(/^birthday: "31.02.1990" is not a date .*--dates dd\.mm\.yyyy$/) },
    { dates: 'dd.mm.yyyy' },
  ],
  [
    'dates whose form nobody said',
    'email,birthday\na@example.com,31.12.1990\n',
    { 2: expect.stringContaining('--dates dd.mm.yyyy') },
  ],
  [
    'a day as Excel counts days',
    'email,birthday\na@example.com,36525\n',
    {
      2: 'birthday: "36525" is the number of a day, in Excel 1999-12-31. Format the column as a date, and save the file again',
    },
    { dates: 'dd.mm.yyyy' },
  ],
  [
    'a day with a time',
    'email,birthday\na@example.com,1990-12-31 18:00\n',
    { 2: expect.stringContaining('"1990-12-31 18:00" has a time beside the day') },
  ],
  [
    'numbers of another country',
    'email,msisdn\na@example.com,070-123 45 67\n',
    [{ ...A, msisdn: '+46701234567' }],
    { country: 'SE' },
  ],
  ['two titles of one property', 'E-mail,email\na,b\n', /columns "E-mail" and "email" are both email/],
  [
    'a title of no property',
    'email,Fornavn\na@example.com,A\n',
    /"Fornavn"[\s\S]*--map "TITLE=NAME"[\s\S]*Names: email, msisdn/,
  ],
  [
    'a mapping',
    'Adresse,Fornavn,Notat\na@example.com,A,x\n',
    [{ ...A, first_name: 'A' }],
    { map: ['adresse=email', 'Fornavn=First name', 'Notat='] },
  ],
  [
    'a mapping of a column that is not there',
    'email\na@example.com\n',
    /no column "Fornavn".*It has "email"/,
    { map: ['Fornavn=first_name'] },
  ],
  [
    'values under no title',
    'email,,first_name\na@example.com,x,A\n',
    { 2: expect.stringMatching(/^Column B: "x" stands in a column without a title/) },
  ],
  [
    'the name of the list above the titles',
    'Members of 2026,\n,\nemail,first_name\n',
    /delete the rows above it/,
  ],
  ['no titles at all', 'a@example.com,A\n', /holds a member and no titles/],
  [
    'a number that Excel shortened, among others',
    'email,msisdn\na@example.com,91234567\nb@example.com,91234568\nc@example.com,"4,79E+09"\n',
    { 4: expect.stringMatching(/^msisdn: "4,79E\+09" was shortened by Excel/) },
  ],
  [
    'a column that Excel destroyed',
    'email,msisdn\na@example.com,4.79E+09\nb@example.com,4.78E+09\n',
    /shortened the numbers of the column "msisdn" \(4\.79E\+09\).*--skip-column "msisdn"/,
  ],
  [
    'a column too narrow',
    'email,birthday\na@example.com,########\n',
    { 2: expect.stringContaining('too narrow') },
  ],
  [
    'errors of formulas, in Norwegian',
    'email,first_name\na@example.com,#VERDI!\n',
    { 2: expect.stringContaining('error of a formula') },
  ],
  [
    'a whole number that is none',
    'email,visits\na@example.com,"1,5"\n',
    { 2: 'visits: "1,5" is not a whole number' },
  ],
];

describe('a spreadsheet', () => {
  it.each(UGLY)('with %s', async (_what, content, expected, options) => {
    if (expected instanceof RegExp) await expect(properties(content, options)).rejects.toThrow(expected);
    else expect(await properties(content, options)).toEqual(expected);
  });

  it('says yes and no in the words that are passed, and in the usual ones', async () => {
    const content =
      'email,email enabled,consents email marketing\na@example.com,Ja,n\nb@example.com,yes,NEI\n';
    const file = await fileOf('m.csv', content);
    const { members } = await readFile(file, { booleans: 'ja,j/nei,n' }, CLUB);
    expect(
      members.map(({ email_enabled, consents }) => [email_enabled, consents.email_marketing.status]),
    ).toEqual([
      [true, false],
      [true, false],
    ]);
    const { problems } = await readFile(file, {}, CLUB);
    expect(problems[2]).toMatch(
      /^email enabled: "Ja" is not one of true, yes, 1, false, no, 0; .*--booleans/,
    );
  });

  it('keeps the spaces of a password', async () => {
    const { members } = await readFile(await fileOf('m.csv', 'email,password\na@example.com, secret \n'));
    expect(members[0]).toMatchObject({ password: ' secret ' });
  });
});

describe('what an operator says', () => {
  it.each([
    [{ dates: 'dd.mm.yy' }, /year of four digits/],
    [{ dates: 'dd.mm' }, /one day, month and year/],
    [{ booleans: 'ja' }, /words for yes and no/],
    [{ booleans: 'ja/ja' }, /words for yes and no/],
    [{ country: 'XX' }, /ISO 3166-1/],
    [{ map: ['email'] }, /takes a title and a name/],
    [{ map: ['a=email', 'a=msisdn'] }, /"a" twice/],
    [{ map: ['email=shoe'] }, /"email"[\s\S]*Names:/],
  ])('and cannot be understood is refused: %j', async (options, message) => {
    expect(await refusalOf(await fileOf('m.csv', 'email\na@example.com\n'), options)).toMatch(message);
  });

  it('is kept in a mapping, which reads the next list of the kind', async () => {
    const options = { map: ['Født=birthday', 'Notat='], dates: 'dd.mm.yyyy', country: 'SE', trim: false };
    const content = 'E-mail;Født;Notat\na@example.com;31.12.1990;x\n';
    const plan = await planOf(await fileOf('one.csv', content), options, CLUB);
    const mapping = await fileOf('mapping.json', '');
    await saveMapping(mapping, plan.mapping);
    expect(JSON.parse(await read(mapping, 'utf8'))).toEqual({
      columns: { 'E-mail': 'email', Født: 'birthday', Notat: null },
      dates: 'dd.mm.yyyy',
      country: 'SE',
      trim: false,
      encoding: 'utf-8',
      delimiter: ';',
    });
    expect(await properties(content, { mapping })).toEqual([{ ...A, birthday: '1990-12-31' }]);
    const { notes } = await readFile(await fileOf('two.csv', 'E-mail\nb@example.com\n'), { mapping }, CLUB);
    expect(notes).toEqual(['The file has no column "Født", "Notat", of which the mapping speaks.']);
  });

  it.each([
    ['[]', /not a JSON object/],
    ['{"dates":1}', /"dates" must be a text/],
    ['{"colums":{}}', /no field "colums"/],
    ['{"columns":{"a":1}}', /"columns" must be an object of names/],
  ])('in a mapping %s is refused with the reason', async (text, message) => {
    const mapping = await fileOf('mapping.json', text);
    expect(await refusalOf(await fileOf('m.csv', 'email\n'), { mapping })).toMatch(message);
  });
});
