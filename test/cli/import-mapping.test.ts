import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../cli/import/batches.ts';
import { readerOf } from '../../cli/import/map/cells.ts';
import { columnsOf } from '../../cli/import/map/columns.ts';
import { valueRules } from '../../cli/import/map/mapping.ts';
import { mapRecord } from '../../cli/import/map/member-rows.ts';
import { delimiterOf, readCsv } from '../../cli/import/read/csv.ts';
import { readJson } from '../../cli/import/read/json.ts';
import type { SourceRecord } from '../../cli/import/read/source.ts';
import { memberSchema } from '../support/member-schema.ts';
import { fileOf } from './import-files.ts';

const collect = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
};

describe('a cell', () => {
  it.each([
    [{ type: 'string' }, ' 007 ', ' 007 '],
    [{ type: 'integer' }, ' 42 ', 42],
    [{ type: 'number' }, '-1.5', -1.5],
    [{ type: 'boolean' }, 'Yes', true],
    [{ type: 'boolean' }, '0', false],
    [{ type: 'array', items: { type: 'string' } }, 'a; b;', ['a', 'b']],
    [{ type: 'array', items: { type: 'integer' } }, '2010;2012', [2010, 2012]],
    [{ type: 'array' }, '["a;b", 1]', ['a;b', 1]],
    [{ type: 'object' }, '{"a":1}', { a: 1 }],
    [{ type: ['string', 'integer'] }, '7', 7],
    [{ type: ['integer', 'string'] }, 'seven', 'seven'],
    [{ enum: ['a'] }, 'a', 'a'],
  ])('of %j reads %j as %j', (schema, text, value) => {
    expect(readerOf(schema as never)(text)).toEqual({ value });
  });

  it.each([
    [{ type: 'integer' }, '4.2'],
    [{ type: 'integer' }, '99999999999999999999'],
    [{ type: 'number' }, '1,5'],
    [{ type: 'number' }, '9007199254740993'],
    [{ type: 'number' }, '1e400'],
    [{ type: 'array', items: { type: 'integer' } }, '2010;9007199254740993'],
    [{ type: 'boolean' }, 'maybe'],
    [{ type: 'array', items: { type: 'integer' } }, '2010;x'],
    [{ type: 'array' }, '[1,'],
    [{ type: 'object' }, '[]'],
  ])('of %j cannot read %j', (schema, text) => {
    expect(readerOf(schema as never)(text)).toHaveProperty('problem');
  });
});

describe('the records of a CSV file', () => {
  it('know the line they begin on, over blank lines, line breaks in cells, CRLF and a byte order mark', async () => {
    const file = await fileOf('m.csv', '\uFEFFa;b\r\n1;"x\r\ny"\r\n\r\n"2\n\n";z\r\n3;w');
    expect(await delimiterOf(file)).toBe(';');
    const records = await collect(readCsv(file, ';'));
    expect(records.map(({ line, value }) => [line, value])).toEqual([
      [1, ['a', 'b']],
      [2, ['1', 'x\r\ny']],
      [5, ['2\n\n', 'z']],
      [8, ['3', 'w']],
    ]);
  });

  it('take sep= in the first line for no record, and ="digits" for a text', async () => {
    const file = await fileOf('m.csv', 'sep=|\n="a"|b\n="1"|"x |=""2"" =""3"""\n=|="4"\n');
    expect(await delimiterOf(file)).toBe('|');
    const records = await collect(readCsv(file, '|'));
    expect(records.map(({ line, value }) => [line, value])).toEqual([
      [2, ['a', 'b']],
      [3, ['1', 'x |="2" ="3"']],
      [4, ['=', '4']],
    ]);
  });

  it('end with a clear word where the quoting goes wrong', async () => {
    const file = await fileOf('m.csv', 'a,b\n1,"x"y\n');
    await expect(collect(readCsv(file, ','))).rejects.toThrow(/not CSV from line 2/);
  });
});

describe('the lines of a JSON Lines file', () => {
  it('end with LF, CRLF and CR and with nothing else, and are numbered as editors do', async () => {
    const row = (name: string) => JSON.stringify({ name });
    const names = ['a\u2028b', 'c\u2029d', 'e\u0085f', 'x'.repeat(300_000), 'last'];
    const [one, two, three, four, five] = names.map(row);
    const text = `\uFEFF${one}\n\n${two}\r\n${three}\r\r\n${four}\n${five}`;
    const file = await fileOf('m.jsonl', text);
    const records = await collect(readJson(file));
    expect(records.map(({ line, value }) => [line, (value as any).name])).toEqual(
      names.map((name, at) => [[1, 3, 4, 6, 7][at], name]),
    );
    expect(records.at(-1)?.end).toBe(Buffer.byteLength(text));
  });

  it('are found wherever the file is cut into chunks', async () => {
    // A CRLF around the end of the first chunk, byte by byte.
    for (let at = 262_140; at < 262_148; at += 1) {
      const file = await fileOf('m.jsonl', `{"a":"${'x'.repeat(at - 8)}"}\r\n{"b":1}\r`);
      expect((await collect(readJson(file))).map(({ line }) => line)).toEqual([1, 2]);
    }
  });
});

describe('a row', () => {
  const consent = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
  const schema = memberSchema({
    consents: { email_marketing: consent },
    properties: { email: { type: 'string' }, first_name: { type: 'string' } },
  });
  const header = ['email', 'sms_enabled', 'consents.email_marketing', 'properties.first_name', 'note'];
  const columns = columnsOf(header, { schema, values: valueRules({}), mapped: { note: null } });
  const map = (cells: string[]) =>
    mapRecord({ line: 2, end: 0, value: cells }, { columns, required: ['email'], country: undefined });

  it('becomes a member; an empty cell says nothing', () => {
    expect(map(['a@example.com', 'no', 'yes', 'A', 'x'])).toEqual({
      member: {
        properties: { email: 'a@example.com', first_name: 'A' },
        sms_enabled: false,
        consents: { email_marketing: { status: true } },
      },
    });
    expect(map(['a@example.com', '', ' ', '', ''])).toEqual({
      member: { properties: { email: 'a@example.com' } },
    });
  });

  it('tells everything that is wrong with it', () => {
    expect(map(['a@example.com', 'x', 'y', 'B\uFFFDb', ''])).toEqual({
      problems: [
        'sms_enabled: "x" is not one of true, yes, 1, false, no, 0; pass other words with --booleans',
        'consents.email_marketing: "y" is not one of true, yes, 1, false, no, 0; pass other words with --booleans',
        'properties.first_name: "B\uFFFDb" holds bytes that cannot be decoded. Export the file again as CSV UTF-8, or pass --encoding',
      ],
    });
  });

  it('of JSONL has flags, password and consents of the types that the API takes', () => {
    const of = (value: object) =>
      mapRecord(
        { line: 1, end: 0, value: value as never },
        { columns: [], required: ['email'], country: undefined },
      );
    const properties = { email: 'a@example.com' };
    expect(of({ properties, sms_enabled: null, password: 'x', consents: {} })).toHaveProperty('member');
    expect(of({ properties, sms_enabled: 'yes', password: 1, consents: [] })).toEqual({
      problems: ['password is not a text', 'sms_enabled is not true or false', 'consents is not an object'],
    });
    expect(of({ properties: [] })).toEqual({ problems: ['properties is not an object'] });
  });

  it('has columns that the club knows, each once', () => {
    const of = (titles: string[]) => () => columnsOf(titles, { schema, values: valueRules({}), mapped: {} });
    expect(of(['email', 'consents.x'])).toThrow('consents.x');
    expect(of(['email', ' email'])).toThrow('two columns');
    expect(of(['__proto__', 'constructor'])).toThrow('__proto__');
  });
});

describe('batches', () => {
  async function* records(count: number, cellsOf: (n: number) => string[]): AsyncGenerator<SourceRecord> {
    for (let n = 0; n < count; n += 1) yield { line: n + 2, end: (n + 1) * 10, value: cellsOf(n) };
  }
  const columns = columnsOf(['email'], { schema: memberSchema(), values: valueRules({}), mapped: {} });

  it('hold the same records whatever of them can be sent, so that a resumed run makes the same requests', async () => {
    const rules = { columns, required: ['email'] as const, country: undefined };
    const batches = await collect(
      batchesOf(
        records(2100, (n) => [n % 3 === 0 ? '' : `p${n}@example.com`]),
        rules,
      ),
    );
    expect(batches.map(({ number, records }) => [number, records])).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 100],
    ]);
    expect(batches[1]?.rows[0]).toMatchObject({ line: 1002 });
    expect(batches.map(({ end }) => end)).toEqual([10_000, 20_000, 21_000]);
  });

  it('keep back the later of two rows that the API would take for one member', async () => {
    const emails = ['a@example.com', ' A@EXAMPLE.com'];
    const [batch] = await collect(
      batchesOf(
        records(2, (n) => [emails[n]!]),
        { columns, required: ['email'], country: undefined },
      ),
    );
    expect(batch?.rows.map(({ line }) => line)).toEqual([2]);
    expect(batch?.bad).toMatchObject([{ line: 3, reason: 'The same email a@example.com is on line 2' }]);
  });
});
