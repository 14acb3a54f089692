import { beforeAll, describe, expect, it } from 'vitest';
import { hasClub } from '#shared/contracts/pre-handler-errors.ts';
import { revokeClient } from '#shared/data/client-tokens/clients.ts';
import { DIRECTORY_TTL_SECONDS } from '#shared/ports/directory.ts';
import { anyRequest, ROUTES } from '../support/any-request.ts';
import { call } from '../support/api.ts';
import { storedClient, type TestClient } from '../support/clients.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
let other: World;
let unlimited: TestClient;

beforeAll(async () => {
  world = await createWorld();
  other = await createWorld();
  unlimited = await storedClient(world.db, { clubs: null });
});

describe('a client token', () => {
  it('dies with its revocation, within the lifetime of the directory', async () => {
    const client = await storedClient(world.db, { clubs: [world.club.slug] });
    const its = worldOf(world.db, world.club, client);
    const status = async () => (await call(its, 'clubs.schema')).status;
    expect(await status()).toBe(200);
    await revokeClient(world.db, client);
    its.clock.ahead = DIRECTORY_TTL_SECONDS + 1;
    expect(await status()).toBe(401);
  });

  it('reaches exactly its clubs, at every endpoint', async () => {
    const third = await createWorld();
    const worlds = [world, other, third];
    const two = await storedClient(world.db, { clubs: [world.club.slug, other.club.slug] });
    const tokens = [...worlds.map(({ client }) => client), two, unlimited];
    const routes = ROUTES.filter(({ generation, contract }) => generation === 0 && hasClub(contract.family));
    for (const { contract } of routes) {
      for (const { club } of worlds) {
        for (const client of tokens) {
          const { status } = await call(world, contract.id, {
            ...anyRequest(contract, club.slug),
            slug: club.slug,
            secret: client.secret,
          });
          const allowed = client.clubs === null || client.clubs.includes(club.slug);
          expect(status === 401, `${contract.id} with ${client.clubs} for ${club.slug}`).toBe(!allowed);
        }
      }
    }
  });

  it('of one club never sees a member of another by the same id, e-mail or number', async () => {
    const properties = { email: 'same@example.com', msisdn: '4740000000', first_name: 'A', last_name: 'B' };
    const mine = await createWorld();
    const theirs = await createWorld();
    const created = await call(theirs, 'members.create', { body: { properties } });
    const places = {
      'members.get': { id: String(created.body.id) },
      'members.get-by-email': { email: properties.email },
      'members.get-by-msisdn': { msisdn: properties.msisdn },
    };
    for (const [id, path] of Object.entries(places)) {
      expect((await call(theirs, id, { path })).status).toBe(200);
      expect((await call(mine, id, { path })).status).toBe(404);
      expect((await call(mine, id.replace('get', 'public-info'), { path })).body).toBe(null);
    }
    expect((await call(mine, 'members.create', { body: { properties } })).status).toBe(200);
  });
});
