import { readFile as readBytes } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SCHEMA } from '../support/clubs.ts';
import { fileOf } from './import-files.ts';
import { fixture, readFile, refusalOf } from './import-plans.ts';

const NORWEGIAN = { dates: 'dd.mm.yyyy', booleans: 'ja/nei', country: 'NO' };

const [BJORN, ASE] = [
  {
    properties: {
      first_name: 'Bjørn',
      last_name: 'Ærlig',
      email: 'bjorn@example.com',
      msisdn: '+4791234567',
      birthday: '1990-12-31',
    },
    email_enabled: true,
  },
  {
    properties: {
      first_name: 'Åse',
      last_name: 'Østby',
      email: 'ase@example.com',
      msisdn: '+4791345678',
      birthday: '1985-01-02',
    },
    email_enabled: false,
  },
];

describe('a list of two members', () => {
  it.each([
    ['excel-semicolon-utf8-bom.csv', {}, []],
    ['excel-semicolon-windows-1252.csv', {}, [/read as windows-1252, for example "Bjørn;Ærlig.*line 2/]],
    ['excel-unicode-text.txt', {}, []],
    ['utf-16be.tsv', {}, []],
    ['utf-16le-unmarked.csv', {}, [/no byte order mark; it is read as utf-16le/]],
    ['unix-quote-all.csv', {}, []],
    ['macintosh.csv', { encoding: 'macintosh' }, []],
    ['openpyxl.xlsx', {}, [/sheet "Members" is read; the workbook also has "Left in 2025"/]],
    ['xlsxwriter-1904.xlsx', {}, []],
  ])('is read from %s with %j', async (name, options, notes) => {
    const read = await readFile(fixture(name), { ...NORWEGIAN, ...options });
    expect(read.problems).toEqual({});
    expect(read.members).toEqual([BJORN, ASE]);
    expect(read.notes).toEqual(notes.map((note) => expect.stringMatching(note)));
  });

  it('is read from a JSON array', async () => {
    const { members } = await readFile(fixture('array.json'));
    expect(members.map(({ properties }) => properties.first_name)).toEqual(['Bjørn', 'Åse']);
  });
});

describe('a file that cannot be read', () => {
  it.each([
    [
      'macintosh.csv',
      /Line 2 would read[\s\S]*"Bj¿rn.* in windows-1252[\s\S]*"Bjørn.* in macintosh[\s\S]*--encoding/,
    ],
    ['dos-cp850.csv', /its encoding cannot be told[\s\S]*save the file as "CSV UTF-8"/],
    ['bomb.xlsx', /201 MB when it is unpacked, more than 64 MB. Save the sheet as "CSV UTF-8"/],
    ['api-body.json', /one JSON object over many lines[\s\S]*jq '\.members'/],
  ])('%s says what to do', async (name, message) => {
    expect(await refusalOf(fixture(name), NORWEGIAN)).toMatch(message);
  });

  it.each([
    ['old.xls', 'd0cf11e0a1b11ae1', /old form \(\.xls\), or one with a password/],
    ['list.csv.gz', gzipSync('a,b').toString('hex'), /compressed \(gzip\)/],
    ['list.pdf', Buffer.from('%PDF-1.7').toString('hex'), /PDF/],
    ['export.xls', Buffer.from('<html><table>').toString('hex'), /HTML page/],
    ['list.xlsx', Buffer.from('email\n').toString('hex'), /named like an Excel workbook/],
    ['list.ods', Buffer.from('PK\x03\x04..mimetypeapplication/vnd.oasis').toString('hex'), /OpenDocument/],
    ['list', Buffer.from('email\n').toString('hex'), /Rename it to \.csv/],
    ['empty.csv', '', /The file is empty/],
    ['blank.csv', Buffer.from(' , \n').toString('hex'), /no rows/],
    ['cut.xlsx', '504b030414000600', /cannot be read: .* save it/],
    ['nuls.csv', Buffer.from('email\nab\0c\0\0\0\n').toString('hex'), /NUL bytes/],
  ])('%s says what it is', async (name, hex, message) => {
    expect(await refusalOf(await fileOf(name, Buffer.from(hex, 'hex')))).toMatch(message);
  });

  it('names the encodings that there are, and a mark that contradicts', async () => {
    const file = fixture('excel-unicode-text.txt');
    expect(await refusalOf(file, { encoding: 'utf8' })).toMatch(/mark of utf-16le/);
    expect(await refusalOf(file, { encoding: 'ansi-ish' })).toMatch(/No encoding is called "ansi-ish"/);
  });

  it('is not taken for windows-1252 where the club writes in another language', async () => {
    const file = fixture('excel-semicolon-windows-1252.csv');
    await expect(readFile(file, NORWEGIAN, { ...SCHEMA, languages: ['pl', 'en'] })).rejects.toThrow(
      /cannot be told/,
    );
  });
});

describe('a workbook', () => {
  it('loses no cell in silence: formulas without a result and errors of formulas are named', async () => {
    const { members, problems } = await readFile(fixture('formula-without-result.xlsx'));
    expect(members.map(({ properties }) => properties.email)).toEqual(['b@example.com']);
    expect(problems).toEqual({
      2: expect.stringMatching(/^The formula in cell B2 has no result in the file/),
      4: expect.stringMatching(/^last_name: "#N\/A" is the error of a formula/),
    });
  });

  it('is not unpacked beyond the size that its directory says, which may be a lie', async () => {
    const bytes = await readBytes(fixture('bomb.xlsx'));
    // The size of an entry is 24 bytes behind the mark of its directory record (APPNOTE 4.3.12).
    for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4))
      if (bytes.readUInt32LE(at + 24) > 2 ** 20) bytes.writeUInt32LE(1000, at + 24);
    expect(await refusalOf(await fileOf('lie.xlsx', bytes))).toMatch(
      /cannot be read: .*exceeds.* save it as "CSV UTF-8"/,
    );
    for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4))
      bytes.writeUInt32LE(0, at + 24);
    expect(await refusalOf(await fileOf('mute.xlsx', bytes))).toMatch(/does not say how large it is/);
  });

  it('expands no entities of its own document type', async () => {
    const text = await refusalOf(fixture('entities.xlsx'));
    expect(text).not.toContain('haha');
  });

  it('has the sheet that is asked for', async () => {
    const gone = await readFile(fixture('openpyxl.xlsx'), { sheet: 'Left in 2025' });
    expect(gone.members).toEqual([{ properties: { email: 'gone@example.com' } }]);
    expect(await refusalOf(fixture('openpyxl.xlsx'), { sheet: 'X' })).toMatch(
      /"Notes", "Members", "Left in 2025"/,
    );
  });
});

describe('text in a wrong encoding', () => {
  it('is found cell by cell where UTF-8 was read as windows-1252 before', async () => {
    const { members, problems } = await readFile(fixture('double-encoded.csv'), NORWEGIAN);
    expect(members).toEqual([]);
    expect(problems[2]).toMatch(/"BjÃ¸rn" is "Bjørn", read in a wrong encoding/);
  });

  it('of a few bytes in a file of UTF-8 costs their rows alone', async () => {
    const bytes = [
      Buffer.from('email,last_name\na@example.com,Ærlig\nb@example.com,'),
      Buffer.of(0xd8),
      Buffer.from('st\n'),
    ];
    const { members, problems } = await readFile(await fileOf('m.csv', Buffer.concat(bytes)));
    expect(members).toHaveLength(1);
    expect(problems).toEqual({ 3: expect.stringMatching(/bytes that cannot be decoded/) });
  });
});
