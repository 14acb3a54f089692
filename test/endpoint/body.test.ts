import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { BODY_MAX_BYTES, BODY_MAX_INFLATED_BYTES } from '#shared/http/steps/body-text.ts';
import { anyRequest, ROUTES } from '../support/any-request.ts';
import { type ApiCall, call } from '../support/api.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ member_schema: { additionalProperties: true } as object });
});

const WITH_BODY = ROUTES.filter(({ contract }) => contract.body && !contract.memberToken);

const create = (request: ApiCall) => call(world, 'members.create', request);
let people = 0;
const person = (more: object = {}) => {
  people += 1;
  return { properties: { email: `b${people}@example.com`, first_name: 'A', last_name: 'B', ...more } };
};
const gzip = { headers: { 'Content-Encoding': 'gzip' } };
const nested = (depth: number): string => `{"properties":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

describe.each(WITH_BODY)('$name', ({ contract, generation }) => {
  const send = (request: ApiCall) => {
    const { path, headers } = anyRequest(contract, world.club.slug);
    const all = { ...headers, ...request.headers };
    return call(world, contract.id, { ...request, generation, ...(path && { path }), headers: all });
  };

  it('answers 406 to anything but JSON, and quotes it neither in the reply nor in the log', async () => {
    const log = vi.spyOn(world.runtime.log, 'error');
    const secret = 'kari@example.com';
    const bodies: [raw: string, line: number, column: number][] = [
      [`{"email": ${secret}}`, 1, 11],
      [`{"a": "${secret}"`, 1, 25],
      [`{"a": 1,\r\n "b": "${secret}\n"}`, 2, 7],
      [secret, 1, 1],
      [`{'a': 1}`, 1, 2],
      ['{"a":NaN}', 1, 6],
      ['{"a":1}\n{"b":2}', 2, 1],
      ['\ufeff{"a": tru}', 1, 7],
      // What follows a fault may look deeper than the limits of nesting.
      [`["\n${'['.repeat(20_000)}`, 1, 2],
      [`[/*"*/${'['.repeat(20_000)}`, 1, 2],
    ];
    for (const [raw, line, column] of bodies) {
      const { status, body, headers } = await send({ raw });
      const error = `Request body is not valid JSON: line ${line}, column ${column}`;
      expect([raw, status, body]).toEqual([raw, 406, { error }]);
      expect(JSON.stringify(headers)).not.toContain(secret);
    }
    expect(JSON.stringify(log.mock.calls)).not.toContain(secret);
    log.mockRestore();
  });

  it('takes nothing, and blanks, for an object without keys', async () => {
    const empty = await send({ raw: '{}' });
    for (const raw of [undefined, '', ' \n', gzipSync('')]) {
      const { status, body } = await send(raw === undefined ? {} : { raw });
      expect([raw, status]).toEqual([raw, empty.status]);
      if (status !== 200) expect(body).toEqual(empty.body);
    }
  });

  it('answers 406 to a U+FFFD, which a decoder may have put there, but takes its escape', async () => {
    const refused = await send({ raw: '{\n"a": "\ufffd"}' });
    const error = 'Request body is not valid UTF-8: line 2, column 7';
    expect([refused.status, refused.body]).toEqual([406, { error }]);
    expect((await send({ raw: '{"a": "\\ufffd"}' })).status).not.toBe(406);
  });

  it('answers 406 to bytes that are no UTF-8, and to damaged gzip', async () => {
    const whole = gzipSync('{"properties":{}}');
    const bodies: [Buffer, ApiCall][] = [
      [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), {}],
      [Buffer.from('{"a":"\xc3\x28"}', 'latin1'), {}],
      // A surrogate, as CESU-8 writes it.
      [Buffer.from('{"a":"\xed\xa0\x80"}', 'latin1'), {}],
      [gzipSync(Buffer.from([0x22, 0xff, 0x22])), gzip],
      [whole.subarray(0, -6), gzip],
      [Buffer.concat([whole.subarray(0, 12), Buffer.from('rubbish')]), gzip],
      [Buffer.from('not gzip at all'), gzip],
    ];
    for (const [raw, more] of bodies) expect(await send({ ...more, raw })).toMatchObject({ status: 406 });
  });

  it('answers 413 to what is too large, as sent and inflated', async () => {
    const plain = `{"a":"${'x'.repeat(BODY_MAX_BYTES)}"}`;
    const bomb = gzipSync(Buffer.alloc(BODY_MAX_INFLATED_BYTES + 1, ' '));
    for (const request of [{ raw: plain }, { raw: bomb, ...gzip }, { raw: bomb }]) {
      const { status, body } = await send(request);
      expect([status, body]).toEqual([413, { error: 'Request body is too large' }]);
    }
  });

  it('takes what is exactly as large as it may be', async () => {
    const raw = `{"a":"${'x'.repeat(BODY_MAX_BYTES - 8)}"}`;
    expect(Buffer.byteLength(raw)).toBe(BODY_MAX_BYTES);
    expect((await send({ raw })).status).not.toBe(413);
  });

  it('answers 415 to an encoding it does not know', async () => {
    for (const encoding of ['br', 'deflate', 'gzip, br']) {
      const { status, headers } = await send({ body: {}, headers: { 'Content-Encoding': encoding } });
      expect([status, headers['x-error-code']]).toEqual([415, 'content_encoding_unsupported']);
    }
  });

  it('bounds nesting and keys before it reads a value', async () => {
    const keys = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n])));
    const tooComplex = [nested(21), keys(1001), `{"properties":${keys(1001)}}`, nested(200_000)];
    for (const raw of tooComplex) expect(await send({ raw })).toMatchObject({ status: 422 });
    for (const raw of tooComplex.slice(0, 3)) {
      expect((await send({ raw })).headers['x-error-code']).toBe('body_too_complex');
    }
    for (const raw of [nested(20), keys(1000)]) {
      expect((await send({ raw })).headers['x-error-code']).not.toBe('body_too_complex');
    }
  });

  it('bounds the numbers that it keeps as they were written', async () => {
    const numbers = (count: number) => `{"properties":{"a":[${Array(count).fill('1e400').join()}]}}`;
    expect((await send({ raw: numbers(50_001) })).headers['x-error-code']).toBe('body_too_complex');
    expect((await send({ raw: numbers(50_000) })).headers['x-error-code']).not.toBe('body_too_complex');
  });

  it('refuses keys that could reach a prototype, however they are written', async () => {
    const forbidden = [
      '{"__proto__":{"polluted":1}}',
      '{"properties":{"__proto__":{"polluted":1}}}',
      '{"properties":{"\\u005f_proto__":{"polluted":1}}}',
      '{"properties":{"constructor":{"prototype":{"polluted":1}}}}',
      '{"members":[{"properties":{"a":[{"__proto__":null}]}}]}',
    ];
    for (const raw of forbidden) {
      const { status, headers } = await send({ raw });
      expect([status, headers['x-error-code']]).toEqual([422, 'body_forbidden_key']);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a body', () => {
  it('may come gzipped, with the header or without, or inflated by a gateway that left the header', async () => {
    const zipped = () => gzipSync(JSON.stringify(person()));
    expect((await create({ raw: zipped(), ...gzip })).status).toBe(200);
    expect((await create({ raw: zipped() })).status).toBe(200);
    expect((await create({ body: person(), ...gzip })).status).toBe(200);
    for (const encoding of ['GZIP', 'x-gzip']) {
      const headers = { 'Content-Encoding': encoding };
      expect((await create({ body: person(), headers })).status).toBe(200);
      expect((await create({ raw: zipped(), headers })).status).toBe(200);
    }
  });

  it('may be as large as it may be inflated, and no larger', async () => {
    const text = JSON.stringify(person());
    const padded = (size: number) => gzipSync(text.padStart(size));
    expect((await create({ raw: padded(BODY_MAX_INFLATED_BYTES), ...gzip })).status).toBe(200);
    expect((await create({ raw: padded(BODY_MAX_INFLATED_BYTES + 1), ...gzip })).status).toBe(413);
    // Lambda takes 6 MB; JSON that repeats itself is a tenth when it is compressed.
    expect(BODY_MAX_INFLATED_BYTES).toBeGreaterThan(2 * BODY_MAX_BYTES);
  });

  it('may be encoded for its way, however its texts are escaped', async () => {
    const raw = gzipSync(JSON.stringify(person({ first_name: 'Kåre' })).replace('å', '\\u00e5'));
    const { status, body } = await create({ raw, ...gzip });
    expect([status, body.properties?.first_name]).toEqual([200, 'Kåre']);
  });

  it('may begin with a byte order mark, which is no part of it (RFC 8259 §8.1)', async () => {
    expect((await create({ raw: `\ufeff${JSON.stringify(person())}` })).status).toBe(200);
  });

  it('is not looked at where the endpoint has none', async () => {
    const path = { id: String((await create({ body: person() })).body.id) };
    for (const raw of ['{', Buffer.from([0xff, 0xfe]), 'x'.repeat(BODY_MAX_BYTES + 1)]) {
      expect((await call(world, 'members.get', { path, raw })).status).toBe(200);
    }
  });

  it('is JSON whatever its content type says', async () => {
    for (const type of [undefined, 'text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'Content-Type': type };
      expect((await create({ body: person(), headers })).status).toBe(200);
      // With an escape the careful parser reads it.
      const raw = JSON.stringify(person()).replace('email', '\\u0065mail');
      expect((await create({ raw, headers })).status).toBe(200);
    }
  });

  it('loses the keys that its schema does not name', async () => {
    const sent = {
      ...person(),
      id: 7,
      sms_status: 'barred',
      banned_until: '2099-01-01',
      version: 9,
      club: 'x',
    };
    const { status, body } = await create({ body: sent });
    expect(status).toBe(200);
    expect([body.id, body.sms_status]).not.toContain(7);
    expect(body.sms_status).toBe('enabled');
    const stored = await call(world, 'members.public-info', { path: { id: String(body.id) } });
    expect(stored.body).toEqual({ exists: true, can_login: false });
  });

  it('keeps every value to the letter', async () => {
    const properties = {
      lone: '\ud800 and \udfff',
      nul: '\u0000',
      '': { '': [''] },
      'dotted.name': 1,
      '#hash:colon': 2,
      toString: 'own',
      big: 1.7976931348623157e308,
      small: 5e-324,
      list: [null, false, [], {}],
    };
    const { status, body } = await create({ body: person(properties) });
    expect(status).toBe(200);
    expect(body.properties).toMatchObject(properties);
    const again = await call(world, 'members.get', { path: { id: String(body.id) } });
    expect(again.body).toEqual(body);
  });

  it('with a number that no double can hold, or with too much of everything, is 422', async () => {
    for (const number of [
      '1e400',
      '-1e400',
      '9007199254740993',
      '-9007199254740992',
      '9.007199254740993e15',
      '12345678901234567.5',
    ]) {
      const raw = JSON.stringify(person({ n: [0] })).replace('[0]', `[0, ${number}]`);
      const error = { error: 'type_not_match', value: number, type: 'number', property: 'n' };
      expect((await create({ raw })).body).toEqual({ properties: [{ error: { n: [error] } }] });
    }
    expect((await create({ body: person({ n: [2 ** 53 - 1, 1 - 2 ** 53, 1.5, 1e15, 1e21] }) })).status).toBe(
      200,
    );
    const { status, body } = await create({ body: person({ text: 'x'.repeat(101 * 1024) }) });
    expect([status, Object.keys(body)]).toEqual([422, ['properties']]);
  });
});
