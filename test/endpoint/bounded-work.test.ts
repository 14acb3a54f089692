import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type ApiCall, call } from '../support/api.ts';
import { drain } from '../support/deliver.ts';
import { logIn, person } from '../support/log-in.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let member: Awaited<ReturnType<typeof person>>;
let bearer: string;
beforeAll(async () => {
  world = await createWorld();
  member = await person(world);
  bearer = (await logIn(world, member.id)).access_token;
});
afterEach(() => vi.restoreAllMocks());

/** One letter of which NFKC makes eighteen; 15 KB of gzip hold five million of it. */
const LETTERS = '\ufdfa'.repeat(5_000_000);
const packed = (body: object): ApiCall => ({
  raw: gzipSync(JSON.stringify(body)),
  headers: { 'Content-Encoding': 'gzip' },
});
const row = (more: object) => ({
  properties: { email: 'row@example.com', first_name: 'A', last_name: 'B' },
  ...more,
});

/** Everything that takes a secret or an identifier in a body, and the status that refuses it. */
const REQUESTS: Readonly<Record<string, () => readonly [number, string, ApiCall]>> = {
  'password, create': () => [422, 'members.create', packed(row({ password: LETTERS }))],
  'password, update': () => [
    422,
    'members.update',
    { ...packed({ password: LETTERS }), path: { id: String(member.id) } },
  ],
  'password, me': () => [422, 'me.update', { ...packed({ password: LETTERS }), bearer }],
  'password, update_password': () => [
    422,
    'me.update-password',
    { ...packed({ current_password: 'pass-1', password: LETTERS }), bearer },
  ],
  'current password, update_password': () => [
    464,
    'me.update-password',
    { ...packed({ current_password: LETTERS, password: 'pass-2' }), bearer },
  ],
  'password, reset': () => [
    463,
    'members.reset-password',
    { ...packed({ token: 'x', password: LETTERS }), path: { email: member.email } },
  ],
  'token, reset': () => [
    463,
    'members.reset-password',
    { ...packed({ token: LETTERS, password: 'pass-2' }), path: { email: member.email } },
  ],
  'password, validate': () => [200, 'members.validate', packed(row({ password: LETTERS }))],
  'password, log-in': () => [
    461,
    'oauth.token',
    packed({ grant_type: 'password', identifier_type: 'id', identifier: member.id, password: LETTERS }),
  ],
  'identifier, log-in': () => [
    461,
    'oauth.token',
    packed({ grant_type: 'password', identifier_type: 'email', identifier: LETTERS, password: 'x' }),
  ],
  'refresh token': () => [
    462,
    'oauth.token',
    packed({ grant_type: 'refresh_token', refresh_token: LETTERS }),
  ],
  'token, revoke': () => [200, 'oauth.revoke', packed({ token: LETTERS })],
  'e-mail, create': () => [422, 'members.create', packed({ properties: { email: LETTERS } })],
  'msisdn, create': () => [422, 'members.create', packed({ properties: { msisdn: LETTERS } })],
  'property, create': () => [422, 'members.create', packed({ properties: { first_name: LETTERS } })],
  'consent, create': () => [422, 'members.create', packed(row({ consents: { [LETTERS]: true } }))],
  'title, message': () => [422, 'messages.create', packed({ title: LETTERS })],
};

/** Characters that went through `normalize` while something was done. */
const normalizedDuring = async (work: () => Promise<unknown>): Promise<number> => {
  let characters = 0;
  const plain = String.prototype.normalize;
  vi.spyOn(String.prototype, 'normalize').mockImplementation(function (this: string, form) {
    characters += this.length;
    return plain.call(this, form);
  });
  await work();
  vi.restoreAllMocks();
  return characters;
};

/** A few passwords and identifiers of the longest that are looked at. */
const A_FEW = 10 * 1024;

it.each(Object.entries(REQUESTS))(
  'five million characters as %s are refused before they are normalised',
  async (_, request) => {
    const [status, id, sent] = request();
    let answer: Awaited<ReturnType<typeof call>> | undefined;
    const characters = await normalizedDuring(async () => {
      answer = await call(world, id, sent);
    });
    expect(answer?.status).toBe(status);
    expect(JSON.stringify(answer?.body).length).toBeLessThan(10_000);
    expect(characters).toBeLessThan(A_FEW);
  },
);

it.each([
  ['member-bulks.create-or-update', { members: [row({ password: '\ufdfa'.repeat(50_000) })] }],
  ['member-imports.create', { members: [row({ password: '\ufdfa'.repeat(50_000) })] }],
])('a row of %s with a long password is refused before it is normalised', async (id, body) => {
  const characters = await normalizedDuring(async () => {
    expect((await call(world, id, { body })).status).toBe(200);
    await drain(world, world.queue.sent.splice(0));
  });
  expect(characters).toBeLessThan(A_FEW);
});
