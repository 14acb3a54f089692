import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClubStack, startClubStack } from './club-stack.ts';

/** How requests are written that mean the same, and those that mean none, over HTTP. */

let club: ClubStack;
beforeAll(async () => {
  club = await startClubStack({ schema: { nickname: { type: 'string' } } }, 'spellings');
});
afterAll(() => club?.stack.stop());

let people = 0;
const person = (more: object = {}) => {
  people += 1;
  return { properties: { email: `s${people}@example.com`, first_name: 'Åse', last_name: 'B', ...more } };
};
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));

describe('an empty body', () => {
  it.each([
    ['PUT', 'members/by_email/none@example.com/reset_password', 400],
    ['PUT', 'members/by_email/none@example.com/unsubscribe', 400],
    ['PUT', 'members/emails/none@example.com/verify', 400],
    ['POST', 'members/oauth/revoke', 200],
    ['POST', 'members/oauth/token', 422],
    ['POST', 'members/bulks/create_or_update', 422],
    ['POST', 'members/imports', 422],
    ['POST', 'members', 422],
  ])('counts as no parameters (contract §1.5): %s %s, %i', async (method, path, expected) => {
    for (const raw of [undefined, '', ' \r\n\t ']) {
      const { status, body } = await club.ask(method, path, raw === undefined ? {} : { raw });
      expect([raw, status]).toEqual([raw, expected]);
      if (status === 200) expect(body).toEqual({});
    }
  });

  it('of an update changes nothing', async () => {
    const { body: member } = await club.ask('POST', 'members', { body: person() });
    const updated = await club.ask('PUT', `members/${member.id}`, { raw: '' });
    expect([updated.status, updated.body]).toEqual([200, member]);
  });
});

it('tells where a body stops being JSON, and nothing of the body', async () => {
  const raw = '{\n  "properties": {\n    "email": secret@example.com\n  }\n}';
  const { status, body } = await club.ask('POST', 'members', { raw });
  expect([status, body]).toEqual([406, { error: 'Request body is not valid JSON: line 3, column 14' }]);
});

describe('bytes that are no UTF-8', () => {
  const bodies = {
    'Latin-1': latin1('{"properties":{"email":"l@example.com","first_name":"Åse","last_name":"B"}}'),
    'CESU-8': latin1('{"properties":{"email":"l@example.com","first_name":"\xed\xa0\x80","last_name":"B"}}'),
    'a replaced character':
      '{"properties":{"email":"l@example.com","first_name":"\ufffdse","last_name":"B"}}',
  };

  it.each(Object.entries(bodies))('are refused: %s (case C2)', async (_, raw) => {
    const sent = [
      { raw },
      { raw, headers: { 'Content-Type': 'application/octet-stream' } },
      { raw, zipped: true },
    ];
    for (const one of sent) {
      const { status, body } = await club.ask('POST', 'members', one);
      expect([status, body]).toEqual([406, { error: 'Request body is not valid UTF-8: line 1, column 54' }]);
    }
    expect((await club.ask('GET', 'members/by_email/l@example.com')).status).toBe(404);
  });

  it('have an escape in JSON where the character itself is meant', async () => {
    const raw = JSON.stringify(person({ nickname: '?' })).replace('?', '\\ufffd');
    const { status, body } = await club.ask('POST', 'members', { raw });
    expect([status, body.properties.nickname]).toEqual([200, '\ufffd']);
  });

  it('are none in a header that is UTF-8', async () => {
    const headers = { 'X-Subproduct-Name': Buffer.from('Påske-2017').toString('latin1') };
    const { body } = await club.ask('POST', 'members', { body: person(), headers });
    expect(body.optin_subchannel).toBe('Påske-2017');
    const old = await club.ask('POST', 'members', {
      body: person(),
      headers: { 'X-Subproduct-Name': 'Påske' },
    });
    expect(old.body.optin_subchannel).toBe('Påske');
  });
});

describe('spare slashes', () => {
  it('change nothing, at the end or between segments', async () => {
    const { body: member } = await club.ask('POST', 'members', { body: person() });
    const prefix = `/api/v3/loyalty_clubs/${club.slug}`;
    const paths = [
      `members/${member.id}/`,
      `members//${member.id}`,
      `${prefix}/members/by_email/${member.properties.email.replace('@', '%40')}//`,
      `/${prefix}//members///${member.id}/`,
    ];
    for (const path of paths) {
      const { status, body, headers } = await club.ask('GET', path);
      // Replies of 2017 lack keys of the later family.
      expect([path, status, member]).toEqual([path, 200, expect.objectContaining(body)]);
      expect(headers.get('x-request-id')).toMatch(/./);
    }
    const listed = await club.ask('GET', `members/?ids[]=${member.id}&per_page=1`);
    expect(listed.body.members).toEqual([member]);
  });

  it('keep body, headers and status of the request', async () => {
    const headers = { 'X-Subproduct-Name': Buffer.from('Påske').toString('latin1') };
    const body = person();
    const created = await club.ask('POST', 'members/', { body, headers, zipped: true });
    expect([created.status, created.body.properties.first_name]).toEqual([200, 'Åse']);
    expect(created.body.optin_subchannel).toBe('Påske');
    const again = await club.ask('POST', 'members//', { body });
    expect([again.status, again.headers.get('x-error-code')]).toEqual([422, 'member_invalid']);
    const path = `//api/v3/loyalty_clubs/${club.slug}/members/me`;
    // Of the 2017 family still.
    expect((await club.ask('GET', path, { headers: { 'X-Product-Name': '' } })).status).toBe(400);
  });

  it.each(['members/1.json', 'nothing/here/', 'members/014', 'members/014/', '/api'])(
    'make no route of what is none: %s',
    async (path) => {
      const { status, body } = await club.ask('GET', path);
      expect([status, body]).toEqual([404, { error: 'Not found' }]);
    },
  );
});

describe('HEAD', () => {
  it('answers as GET does, without the body', async () => {
    const { body: member } = await club.ask('POST', 'members', { body: person() });
    for (const path of [
      `members/${member.id}`,
      `members/${member.id}/`,
      'members',
      'members/0',
      'member_schema',
    ]) {
      const [get, head] = [await club.ask('GET', path), await club.ask('HEAD', path)];
      expect([path, head.status, head.bytes]).toEqual([path, get.status, 0]);
      for (const name of ['content-type', 'x-error-code']) {
        expect([path, head.headers.get(name)]).toEqual([path, get.headers.get(name)]);
      }
    }
    const page = await club.ask('HEAD', '/unsubscribe/no-token');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  });

  it('is no method of what has no GET', async () => {
    expect((await club.ask('HEAD', 'members/oauth/token')).status).toBe(404);
  });
});

it('knows x-gzip as gzip (RFC 9110 §8.4.1.3)', async () => {
  const raw = new Uint8Array(gzipSync(JSON.stringify(person())));
  const { status } = await club.ask('POST', 'members', { raw, headers: { 'Content-Encoding': 'x-gzip' } });
  expect(status).toBe(200);
});
