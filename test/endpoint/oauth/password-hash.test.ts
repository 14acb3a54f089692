import bcrypt from 'bcryptjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../../support/api.ts';
import { drain } from '../../support/deliver.ts';
import { halves, logIn, person, tryLogIn } from '../../support/log-in.ts';
import { createWorld, type World } from '../../support/world.ts';

/** A known hash: `U*U` of the crypt_blowfish test vectors. */
const KNOWN = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const stored = async (id: number) => (await findMember(world.db, world.club.slug, id))?.password ?? '';
const hashOf = (password: string, version = 'b') =>
  bcrypt.hashSync(password, 5).replace(/^\$2[aby]/, `$2${version}`);

const bulk = async (members: readonly object[]) => {
  const { body } = await call(world, 'member-bulks.create-or-update', { body: { members } });
  await drain(world, world.queue.sent.splice(0));
  return (await call(world, 'member-bulks.status', { path: { job_id: body.job_id } })).body;
};

describe('a password_hash of another system', () => {
  it.each(['a', 'b', 'y'])('of $2%s$ logs the member in and is replaced then by our own', async (version) => {
    const hash = hashOf('old-Pässword', version);
    const { id } = await person(world, { password_hash: hash });
    expect(await stored(id)).toBe(`bcrypt:${hash}`);
    expect((await tryLogIn(world, id, 'wrong')).status).toBe(461);
    expect(await stored(id)).toBe(`bcrypt:${hash}`);
    const tokens = await logIn(world, id, 'old-Pässword');
    expect(await stored(id)).toMatch(/^hmac-argon2id:t1:\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    expect(await halves(world, tokens)).toEqual([200, 200]);
    expect((await tryLogIn(world, id, 'old-Pässword')).status).toBe(200);
    expect((await tryLogIn(world, id, 'wrong')).status).toBe(461);
  });

  it('is that of other implementations', async () => {
    const { id } = await person(world, { password_hash: KNOWN });
    expect((await tryLogIn(world, id, 'U*U')).status).toBe(200);
  });

  it.each(['', '   '])('of the blank password %j never logs in', async (blank) => {
    const { id } = await person(world, { password_hash: hashOf(blank) });
    for (const password of [blank, '', null]) expect((await tryLogIn(world, id, password)).status).toBe(461);
    expect(await world.runtime.use(passwords).matches(blank, await stored(id))).toBe(false);
  });

  it('is accepted by an update, and ends the sessions', async () => {
    const { id } = await person(world);
    const tokens = await logIn(world, id);
    const body = { password_hash: hashOf('from-elsewhere') };
    expect((await call(world, 'members.update', { path: { id: String(id) }, body })).status).toBe(200);
    expect(await halves(world, tokens)).toEqual([460, 462]);
    expect((await tryLogIn(world, id)).status).toBe(461);
    expect((await tryLogIn(world, id, 'from-elsewhere')).status).toBe(200);
  });

  it('in a bulk creates and updates members, and is no change when it comes again after the log-in', async () => {
    const row = {
      properties: { email: 'imported@example.com', first_name: 'Im', last_name: 'Ported' },
      password_hash: hashOf('pass-7'),
    };
    expect(await bulk([row])).toMatchObject({ members_created_number: 1 });
    const { body: tokens } = await tryLogIn(world, 'imported@example.com', 'pass-7', 'email');
    const before = await findMember(world.db, world.club.slug, tokens.resource_owner_id);
    await bulk([row]);
    const after = await findMember(world.db, world.club.slug, tokens.resource_owner_id);
    expect(after?.session_epoch).toBe(before?.session_epoch);
    expect(await halves(world, tokens)).toEqual([200, 200]);
    await bulk([{ ...row, password_hash: hashOf('pass-8') }]);
    expect((await tryLogIn(world, 'imported@example.com', 'pass-7', 'email')).status).toBe(461);
    expect((await tryLogIn(world, 'imported@example.com', 'pass-8', 'email')).status).toBe(200);
  });

  it('is accepted by an import', async () => {
    const properties = { email: 'by-import@example.com', first_name: 'Im', last_name: 'Port' };
    const body = { members: [{ properties, password_hash: hashOf('pass-3') }] };
    expect((await call(world, 'member-imports.create', { body })).status).toBe(200);
    await drain(world, world.queue.sent.splice(0));
    expect((await tryLogIn(world, properties.email, 'pass-3', 'email')).status).toBe(200);
  });

  it('is replaced once by log-ins at once, which all succeed', async () => {
    const { id } = await person(world, { password_hash: hashOf('pass-1') });
    const pairs = await Promise.all(Array.from({ length: 8 }, () => logIn(world, id)));
    for (const pair of pairs) expect(await halves(world, pair)).toEqual([200, 200]);
    expect(await stored(id)).toMatch(/^hmac-argon2id:/);
    expect((await tryLogIn(world, id)).status).toBe(200);
  });

  it('never comes back over a password that is changed while a member logs in', async () => {
    for (let n = 0; n < 5; n += 1) {
      const { id } = await person(world, { password_hash: hashOf('pass-1') });
      const path = { id: String(id) };
      await Promise.all([
        tryLogIn(world, id),
        call(world, 'members.update', { path, body: { password: 'pass-2' } }),
      ]);
      expect((await tryLogIn(world, id, 'pass-1')).status).toBe(461);
      expect((await tryLogIn(world, id, 'pass-2')).status).toBe(200);
    }
  });
});

const refused = (message: string) => ({
  password_hash: [{ error: 'invalid_password_hash', property: 'password_hash', message }],
});
const FORM = refused('must be a bcrypt, Argon2, PBKDF2, scrypt or SHA-512 crypt hash');
const COST = refused('must have a cost from 4 to 14');

describe('a password_hash that is none', () => {
  it.each([
    ['', FORM],
    ['pass-1', FORM],
    [KNOWN.slice(0, -1), FORM],
    [`${KNOWN}A`, FORM],
    [`${KNOWN}\n`, FORM],
    [KNOWN.replace('$2a', '$2x'), FORM],
    [KNOWN.replace('$2a', '$1'), FORM],
    ['$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b27Kz0Bv', FORM],
    [KNOWN.replace('$05', '$15'), COST],
    [KNOWN.replace('$05', '$31'), COST],
    [KNOWN.replace('$05', '$03'), COST],
  ])('is refused and not repeated: %j', async (password_hash, errors) => {
    const properties = { email: 'refused@example.com', first_name: 'R', last_name: 'F' };
    const created = await call(world, 'members.create', { body: { properties, password_hash } });
    expect([created.status, created.body]).toEqual([422, errors]);
    const { id } = await person(world);
    const updated = await call(world, 'members.update', {
      path: { id: String(id) },
      body: { password_hash },
    });
    expect([updated.status, updated.body]).toEqual([422, errors]);
    const report = await bulk([{ properties, password_hash }]);
    expect(report.errors[0].errors).toEqual(errors);
    expect(JSON.stringify([created.body, updated.body, report])).not.toContain(KNOWN.slice(8));
  });

  it('is refused together with a password', async () => {
    const properties = { email: 'both@example.com', first_name: 'R', last_name: 'F' };
    const body = { properties, password: 'pass-1', password_hash: KNOWN };
    const reply = await call(world, 'members.create', { body });
    expect([reply.status, reply.body]).toEqual([422, refused('cannot be given together with password')]);
  });

  it.each([null, undefined])('changes nothing when it is %j', async (password_hash) => {
    const { id } = await person(world, { password: 'pass-1', password_hash });
    expect((await tryLogIn(world, id)).status).toBe(200);
  });
});
