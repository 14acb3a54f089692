import { beforeEach, describe, expect, it } from 'vitest';
import { findUndos } from '#shared/data/confirmations/address-undos.ts';
import { findMember } from '#shared/data/members/members.ts';
import { UNDO_LIFETIME } from '#shared/domain/confirmations/address-undo.ts';
import { addressOwner, change, OLD, secure, showPage, THIEF, tokenTo } from '../support/address-owner.ts';
import { call } from '../support/api.ts';
import { tryLogIn } from '../support/log-in.ts';
import { memberImage, resetToken } from '../support/mailing.ts';
import { visit } from '../support/pages.ts';

const ann = addressOwner();
const member = () => findMember(ann.world.db, ann.world.club.slug, ann.id);
const createOther = (properties: object) =>
  call(ann.world, 'members.create', {
    body: { properties: { first_name: 'Other', last_name: 'Member', ...properties } },
  });

describe('the link to the old address (threat T46)', () => {
  beforeEach(() => change(ann, { email: THIEF }));

  it('shows a form without an address, and changes nothing before it is posted', async () => {
    const before = await memberImage(ann.world, ann.id);
    for (let n = 0; n < 2; n += 1) {
      const { status, html } = await showPage(ann, tokenTo(ann, OLD));
      expect(status).toBe(200);
      expect(html).toMatch(/<form method="post">[\s\S]*type="password"/);
      expect(html).not.toMatch(/@e|example/);
    }
    expect(await memberImage(ann.world, ann.id)).toEqual(before);
  });

  it('ends all sessions, sets the password and puts the address back, in one write', async () => {
    const body = { token: 'token-of-thief', platform: 'android', app_installation_id: 'x' };
    expect((await call(ann.world, 'me.app-tokens', { bearer: ann.bearer, body })).status).toBe(200);
    const { status, html } = await secure(ann, tokenTo(ann, OLD));
    expect([status, html]).toEqual([200, expect.stringContaining('Your membership is yours again')]);
    expect((await member())?.devices).toEqual([]);
    expect((await member())?.properties['email']).toBe('Ann@Example.com');
    expect((await call(ann.world, 'me.get', { bearer: ann.bearer })).status).toBe(460);
    expect((await tryLogIn(ann.world, ann.id, 'old-password')).status).toBe(461);
    expect((await tryLogIn(ann.world, OLD, 'my-new-password', 'email')).status).toBe(200);
    expect(await resetToken(ann.world, THIEF)).toBeUndefined();
    expect(await resetToken(ann.world, OLD)).toBeDefined();
  });

  it('works once', async () => {
    const token = tokenTo(ann, OLD);
    expect((await secure(ann, token)).status).toBe(200);
    const version = (await member())?.version;
    expect((await secure(ann, token, 'another-password')).status).toBe(404);
    expect((await showPage(ann, token)).status).toBe(404);
    expect((await member())?.version).toBe(version);
  });

  it('works once of ten posts at the same moment', async () => {
    const token = tokenTo(ann, OLD);
    const all = await Promise.all(Array.from({ length: 10 }, (_, n) => secure(ann, token, `password-${n}`)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const worked = all.findIndex(({ status }) => status === 200);
    expect((await tryLogIn(ann.world, ann.id, `password-${worked}`)).status).toBe(200);
  });

  it('asks for a better password without being used up', async () => {
    const token = tokenTo(ann, OLD);
    const { status, html } = await secure(ann, token, 'no');
    expect([status, html]).toEqual([422, expect.stringContaining('This password is too short.')]);
    expect((await secure(ann, token)).status).toBe(200);
  });

  it('does nothing when the member was removed, and leaves none of its addresses', async () => {
    const token = tokenTo(ann, OLD);
    expect(await findUndos(ann.world.db, { club: ann.world.club.slug, id: ann.id })).toHaveLength(1);
    await call(ann.world, 'members.destroy', { path: { id: String(ann.id) } });
    expect((await secure(ann, token)).status).toBe(404);
    expect((await showPage(ann, token)).status).toBe(404);
    expect(await findUndos(ann.world.db, { club: ann.world.club.slug, id: ann.id })).toEqual([]);
  });

  it('is no link of another page or member, nor is theirs one of this page', async () => {
    const [slug, , token = ''] = tokenTo(ann, OLD).split('.');
    const other = await createOther({ email: 'other@example.com' });
    expect((await secure(ann, `${slug}.${other.body.id}.${token}`)).status).toBe(404);
    expect((await visit(ann.world, 'reset-password', 'GET', `${slug}.${ann.id}.${token}`)).status).toBe(404);
    const reset = await resetToken(ann.world, THIEF);
    expect((await secure(ann, `${slug}.${ann.id}.${reset}`)).status).toBe(404);
    const path = { email: THIEF, type: 'password_reset', token };
    expect((await call(ann.world, 'members.verify-token', { path })).body).toEqual({ valid: false });
  });

  it('expires after seven days', async () => {
    const token = tokenTo(ann, OLD);
    ann.world.clock.ahead = UNDO_LIFETIME - 60;
    expect((await showPage(ann, token)).status).toBe(200);
    ann.world.clock.ahead = UNDO_LIFETIME + 60;
    expect((await showPage(ann, token)).status).toBe(404);
  });
});
