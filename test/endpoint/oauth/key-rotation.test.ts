import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rotateKeys, type SecretStore, showKeys } from '#shared/admin/keys.ts';
import { keyRing, readMasterSecret } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { newKey, rotated } from '#shared/crypto/rotation.ts';
import { createSessionTokens } from '#shared/crypto/session-tokens.ts';
import { findMember } from '#shared/data/members/members.ts';
import { ACCESS_TOKEN_SECONDS } from '#shared/domain/sessions/session.ts';
import { keys, passwords } from '#shared/ports/secrets.ts';
import { createRuntime } from '#shared/runtime.ts';
import { type SecretsServer, startSecrets } from '../../../local/engines/secrets.ts';
import { CHEAP_HASH } from '../../support/cheap-hash.ts';
import { halves, logIn, me, person, refreshed, tryLogIn, tryRefresh } from '../../support/log-in.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

const SID = '01234567-89ab-4def-8123-456789abcdef';
const FIRST = { kid: 'k1', master: 'a-first-master-key-that-is-long-enough' };

let server: SecretsServer;
let home: World;
beforeAll(async () => {
  server = await startSecrets({ secrets: {} });
  process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = server.url;
  process.env['AWS_REGION'] = 'eu-west-1';
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  home = await createWorld();
});
afterAll(() => server.stop());

let secrets = 0;

/** A deployment with a secret of its own; every call gives another function instance with caches of its own. */
const deployment = () => {
  secrets += 1;
  const id = `secret-${secrets}`;
  let text = JSON.stringify(FIRST);
  server.put(id, text);
  const store: SecretStore = {
    read: async () => text,
    write: async (next) => {
      text = next;
      server.put(id, next);
    },
  };
  const instance = (): World => {
    const world = worldOf(home.db, home.club, home.client);
    const own = createRuntime({ now: () => world.runtime.now(), env: () => id });
    world.runtime.provide(keys, own.use(keys));
    world.runtime.provide(passwords, createPasswords(own.use(keys), CHEAP_HASH));
    return world;
  };
  return { store, instance, rotate: () => rotateKeys(store, new Date()) };
};

describe('after a rotation of the keys', () => {
  it('tokens made before are still good, and new ones are signed with the new key', async () => {
    const { instance, rotate } = deployment();
    const old = instance();
    const { id } = await person(old);
    const tokens = await logIn(old, id);
    const [current] = await rotate();
    const fresh = instance();
    expect((await me(fresh, tokens)).status).toBe(200);
    const next = await refreshed(fresh, tokens);
    const [header = ''] = next.access_token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString()).kid).toBe(current?.kid);
    expect(await halves(instance(), next)).toEqual([200, 200]);
  });

  it('an instance that still has the old keys understands what the new key has made', async () => {
    const { instance, rotate } = deployment();
    const old = instance();
    const { id } = await person(old);
    const tokens = await logIn(old, id);
    await rotate();
    const fresh = instance();
    const next = await refreshed(fresh, tokens);
    expect((await me(old, next)).status).toBe(200);
    const { id: later } = await person(fresh);
    expect((await tryLogIn(old, later)).status).toBe(200);
  });

  it('the retry of a refresh that was answered before it gets the same bytes', async () => {
    const { instance, rotate } = deployment();
    const old = instance();
    const { id } = await person(old);
    const tokens = await logIn(old, id);
    const answer = await tryRefresh(old, tokens.refresh_token);
    await rotate();
    expect((await tryRefresh(instance(), tokens.refresh_token)).body).toEqual(answer.body);
  });

  it('passwords are still good and take the new pepper at the next log-in', async () => {
    const { instance, rotate } = deployment();
    const { id } = await person(instance());
    const [current] = await rotate();
    const fresh = instance();
    expect((await tryLogIn(fresh, id, 'wrong')).status).toBe(461);
    await logIn(fresh, id);
    const stored = (await findMember(home.db, home.club.slug, id))?.password;
    expect(stored?.split(':')[1]).toBe(current?.kid);
    expect((await tryLogIn(fresh, id)).status).toBe(200);
  });

  it('and of many more nothing is lost, and no key is shown', async () => {
    const { instance, rotate, store } = deployment();
    const { id } = await person(instance());
    const tokens = await logIn(instance(), id);
    for (let n = 0; n < 5; n += 1) await rotate();
    expect((await me(instance(), tokens)).status).toBe(200);
    const shown = await showKeys(store);
    expect(shown.map(({ state }) => state)).toEqual(['current', ...Array(5).fill('previous')]);
    expect(new Set(shown.map(({ kid }) => kid)).size).toBe(6);
    expect(shown.at(-1)?.kid).toBe('k1');
    expect(Object.keys(shown[0] ?? {})).toEqual(['kid', 'state', 'retired_at']);
  });
});

describe('a token of a key that is not on the ring', () => {
  it('is refused, however often the secret is read for it', async () => {
    const { instance } = deployment();
    const world = instance();
    const stranger = keyRing({ kid: 'k99', master: 'another-master-key-that-is-long-enough' });
    const claims = {
      type: 'access',
      club: world.club.slug,
      member: 1,
      sid: SID,
      n: 1,
      iat: 1,
      exp: 9e9,
    } as const;
    const access_token = await createSessionTokens(async () => stranger).sign(claims, 'k99');
    expect((await me(world, { access_token })).status).toBe(460);
    expect((await me(world, { access_token })).status).toBe(460);
  });

  it('is refused when another key is named than it was signed with', async () => {
    const secret = rotated(FIRST, newKey(new Date()), new Date());
    const ring = keyRing(readMasterSecret(JSON.stringify(secret)));
    const claims = {
      ...({ type: 'access', club: 'c', member: 1, sid: SID, n: 1 } as const),
      ...{ iat: 1, exp: 1 + ACCESS_TOKEN_SECONDS },
    };
    const tokens = createSessionTokens(async () => ring);
    const token = await tokens.sign(claims, 'k1');
    expect(await tokens.read(token, 'c')).toEqual(claims);
    const [, payload, signature] = token.split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: secret.kid })).toString('base64url');
    expect(await tokens.read(`${header}.${payload}.${signature}`, 'c')).toBeUndefined();
  });
});

it('a secret that is none is refused without quoting it', async () => {
  const store: SecretStore = { read: async () => '{"kid": secret-text', write: async () => {} };
  const refusal = await rotateKeys(store, new Date()).catch((error: Error) => error);
  expect(refusal).toMatchObject({ code: 'secret_malformed' });
  expect(JSON.stringify(refusal) + String(refusal)).not.toContain('secret-text');
});
