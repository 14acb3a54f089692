import { describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { findHashCosts } from '#shared/data/sessions/hash-costs.ts';
import { call } from '../../support/api.ts';
import { drain } from '../../support/deliver.ts';
import { halves, person, tryLogIn } from '../../support/log-in.ts';
import { createWorld, type World } from '../../support/world.ts';

const refused = (message: string) => ({
  password_hash: [{ error: 'invalid_password_hash', property: 'password_hash', message }],
});

describe('a weak hash of an old shop', () => {
  /** `sha256$<salt>$<hex>` of `pass-9`, by Python's hashlib. */
  const WEAK = 'sha256$Dj7xqPkY0R2vLc9W$d0605b895b8574e8239b8b3b6b079031ed5d98cea18a8c1a9616e05c9056d663';
  const row = (email: string) => ({
    properties: { email, first_name: 'Old', last_name: 'Shop' },
    password_hash: WEAK,
  });
  const importInto = async (club: World, rows: readonly object[]) => {
    const { body } = await call(club, 'member-imports.create', { body: { members: rows } });
    await drain(club, club.queue.sent.splice(0));
    return (await call(club, 'member-imports.show', { path: { import_id: body.import_id } })).body;
  };
  const ONLY = refused('is a salted digest, which only an import takes, while the club is moving in');

  it('is taken by an import while the club is moving in, and never stored', async () => {
    const club = await createWorld({ moving_in: true });
    const email = 'old-shop@example.com';
    await importInto(club, [row(email)]);
    const tokens = (await tryLogIn(club, email, 'wrong', 'email')).body;
    expect(tokens).toEqual({ error: 'Invalid member credentials' });
    const { body: pair, status } = await tryLogIn(club, email, 'pass-9', 'email');
    expect(status).toBe(200);
    const { resource_owner_id: id } = pair;
    const password = (await findMember(club.db, club.club.slug, id))?.password;
    expect(password).toMatch(/^hmac-argon2id:t1:/);
    // The same file again ends no session.
    await importInto(club, [row(email)]);
    expect(await halves(club, pair)).toEqual([200, 200]);
    expect((await findMember(club.db, club.club.slug, id))?.password).toBe(password);
  });

  it('is restored with its member', async () => {
    const club = await createWorld({ moving_in: true });
    const members = [{ ...row('restored@example.com'), id: 4711 }];
    const { status } = await call(club, 'member-imports.create', { body: { operation: 'restore', members } });
    expect(status).toBe(200);
    await drain(club, club.queue.sent.splice(0));
    expect((await findMember(club.db, club.club.slug, 4711))?.password).toMatch(
      /^layered-argon2id:t1:sha256,/,
    );
    // It is under a hash of ours, and takes no place among the five kinds that a club may have.
    expect((await findHashCosts(club.db, club.club.slug))?.units).toBeUndefined();
    expect((await tryLogIn(club, 4711, 'wrong')).status).toBe(461);
    expect((await tryLogIn(club, 4711, 'pass-9')).status).toBe(200);
  });

  it('is refused by every other endpoint, and by imports of other clubs', async () => {
    const club = await createWorld({ moving_in: true });
    const created = await call(club, 'members.create', { body: row('a@example.com') });
    expect([created.status, created.body]).toEqual([422, ONLY]);
    const { id } = await person(club);
    const path = { id: String(id) };
    const updated = await call(club, 'members.update', { path, body: { password_hash: WEAK } });
    expect([updated.status, updated.body]).toEqual([422, ONLY]);
    const job = await call(club, 'member-bulks.create-or-update', {
      body: { members: [row('b@example.com')] },
    });
    await drain(club, club.queue.sent.splice(0));
    const status = await call(club, 'member-bulks.status', { path: { job_id: job.body.job_id } });
    expect(status.body.errors[0].errors).toEqual(ONLY);
    const report = await importInto(await createWorld(), [row('c@example.com')]);
    expect(report).toMatchObject({ members_with_validation_errors_number: 1, members_created_number: 0 });
  });
});
