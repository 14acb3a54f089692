import { beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { passwords, unsubscribeTokens } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { logIn } from '../support/log-in.ts';
import {
  changedByMember,
  destroyed,
  linkIn,
  mailingWorld,
  memberImage,
  resetToken,
  welcomed,
} from '../support/mailing.ts';
import { type PageName, visit } from '../support/pages.ts';
import type { World } from '../support/world.ts';

let world: World;
let id: number;
const image = () => memberImage(world, id);
const statusOf = async () => (await findMember(world.db, world.club.slug, id))?.statuses.email;

beforeEach(async () => {
  world = await mailingWorld({ name: 'Mall <&> "Co"' });
  id = await welcomed(world, { password: 'old-password' });
});

const links = async (): Promise<Record<Exclude<PageName, 'secure-account'>, string>> => {
  const [unsubscribe, verify] = [linkIn(world, 'unsubscribe'), linkIn(world, 'verify_email')];
  await resetToken(world);
  return { unsubscribe, 'verify-email': verify, 'reset-password': linkIn(world, 'reset_password') };
};

/** The link in the SMS to a number that the member has replaced. */
const secureLink = async (): Promise<string> => {
  const { access_token } = await logIn(world, id, 'old-password');
  await changedByMember(world, id, access_token, { msisdn: '4790000001' });
  return /secure_account\/([\w.-]+)/.exec(world.outbox.texts.at(-1)?.text ?? '')?.[1] ?? '';
};

const linkOf = async (name: PageName): Promise<string> =>
  name === 'secure-account' ? secureLink() : (await links())[name];

const PAGES: readonly PageName[] = ['unsubscribe', 'verify-email', 'reset-password', 'secure-account'];

describe.each(PAGES)('the page %s', (name) => {
  it('is shown by GET as often as one likes, and changes nothing', async () => {
    const token = await linkOf(name);
    const before = await image();
    for (let n = 0; n < 3; n += 1) {
      const { status, html } = await visit(world, name, 'GET', token);
      expect(status).toBe(200);
      expect(html).toMatch(/<form method="post">[\s\S]*<button type="submit">/);
    }
    expect(await image()).toEqual(before);
  });

  it('runs no script, loads nothing, and tells nobody its address', async () => {
    const { html, headers } = await visit(world, name, 'GET', await linkOf(name));
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'/);
    expect(policy).not.toMatch(/unsafe|script/);
    expect(html).not.toMatch(/<script|\son\w+=|src=|href=|evil\.example|ann@/i);
    expect(html).toContain('Mall &lt;&amp;&gt; &quot;Co&quot;');
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('looks the same for every link that is not good, in the language of the browser', async () => {
    const good = await linkOf(name);
    const bad = [
      'x',
      `${good}0`,
      good.slice(1),
      'a.1.'.concat('0'.repeat(64)),
      `nobody.1.${'0'.repeat(64)}`,
      '<script>',
    ];
    const seen = [];
    for (const token of bad) seen.push(await visit(world, name, 'GET', token));
    for (const token of bad)
      seen.push(await visit(world, name, 'POST', token, { form: 'password=new-password' }));
    expect(seen.map(({ status }) => status)).toEqual(bad.concat(bad).map(() => 404));
    expect(new Set(seen.map(({ html }) => html)).size).toBe(1);
    const swedish = await visit(world, name, 'GET', 'x', {
      headers: { 'accept-language': 'fi, sv-SE;q=0.9, en' },
    });
    expect(swedish.html).toContain('<html lang="sv">');
    expect(await statusOf()).toBe('enabled');
  });
});

describe('posting', () => {
  it('unsubscribes, by the button and by the one-click of mail programs, twice is fine', async () => {
    const { unsubscribe: token } = await links();
    for (const form of [undefined, 'List-Unsubscribe=One-Click', '--b\r\nContent-Disposition: form-data']) {
      const { status, html } = await visit(world, 'unsubscribe', 'POST', token, { form });
      expect(status).toBe(200);
      expect(html).toContain('You are unsubscribed');
    }
    expect(await statusOf()).toBe('unsubscribed');
    expect((await findMember(world.db, world.club.slug, id))?.version).toBe(2);
  });

  it('unsubscribes who is gone already without a fuss', async () => {
    const { unsubscribe: token } = await links();
    await destroyed(world, id, []);
    expect(await visit(world, 'unsubscribe', 'POST', token)).toMatchObject({ status: 200 });
  });

  const createAgain = async (email: string): Promise<number> => {
    const properties = { email, first_name: 'New', last_name: 'Member', language: 'en' };
    return (await call(world, 'members.create', { body: { properties } })).body.id;
  };
  const statusOfMember = async (member: number) =>
    (await findMember(world.db, world.club.slug, member))?.statuses.email;

  it('unsubscribes the present holder of the address, when the member was removed and it was registered anew', async () => {
    const { unsubscribe: token } = await links();
    await call(world, 'members.destroy', { path: { id: String(id) } });
    const next = await createAgain('ann@example.com');
    expect((await visit(world, 'unsubscribe', 'GET', token)).html).toMatch(/<form method="post">/);
    expect(await statusOfMember(next)).toBe('enabled');
    expect((await visit(world, 'unsubscribe', 'POST', token)).html).toContain('You are unsubscribed');
    expect(await statusOfMember(next)).toBe('unsubscribed');
  });

  it('says that no mail goes to the address of a member who has another by now, and unsubscribes nobody', async () => {
    const { unsubscribe: token } = await links();
    const long = `${'ann'.repeat(20)}@example.com`;
    const digest = await world.runtime
      .use(unsubscribeTokens)
      .issue({ club: world.club.slug, member: id, email: long });
    const body = { properties: { email: 'moved@example.com' } };
    await call(world, 'members.update', { path: { id: String(id) }, body });
    for (const link of [token, `${world.club.slug}.${digest}`]) {
      for (const [method, form] of [['GET'], ['POST'], ['POST', 'List-Unsubscribe=One-Click']] as const) {
        const { status, html } = await visit(world, 'unsubscribe', method, link, { form });
        expect(status).toBe(200);
        expect(html).toContain('No more e-mail goes to this address');
        expect(html).toContain('use the link in the newest one');
        expect(html).not.toContain('<form');
        expect(html).not.toContain('moved@example.com');
      }
    }
    expect(await statusOf()).toBe('enabled');
    const next = await createAgain('ann@example.com');
    expect((await visit(world, 'unsubscribe', 'POST', token)).status).toBe(200);
    expect([await statusOf(), await statusOfMember(next)]).toEqual(['enabled', 'unsubscribed']);
  });

  it('says that the membership ended where the link does not hold its address, and asks for the newest mail', async () => {
    const email = `${'ann'.repeat(20)}@example.com`;
    const token = await world.runtime
      .use(unsubscribeTokens)
      .issue({ club: world.club.slug, member: id, email });
    await call(world, 'members.destroy', { path: { id: String(id) } });
    const next = await createAgain(email);
    for (const method of ['GET', 'POST'] as const) {
      const { status, html } = await visit(world, 'unsubscribe', method, `${world.club.slug}.${token}`);
      expect(status).toBe(404);
      expect(html).toContain('Dette medlemskapet er avsluttet');
      expect(html).toContain('bruk lenken i den nyeste');
    }
    expect(await statusOfMember(next)).toBe('enabled');
  });

  it('verifies the address, twice is fine, and not after 30 days', async () => {
    const { 'verify-email': token } = await links();
    expect((await visit(world, 'verify-email', 'POST', token)).html).toContain(
      'Your e-mail address is confirmed',
    );
    expect((await visit(world, 'verify-email', 'POST', token)).status).toBe(200);
    expect(await statusOf()).toBe('verified');
    world.clock.ahead = 31 * 24 * 60 * 60;
    expect((await visit(world, 'verify-email', 'GET', token)).status).toBe(404);
  });

  it('sets a new password once; the form arrives as the gateway encodes it', async () => {
    const { 'reset-password': token } = await links();
    const form = 'password=n%C3%BDtt+passord%21';
    const { status, html } = await visit(world, 'reset-password', 'POST', token, { form, base64: true });
    expect([status, html.includes('Your password is changed')]).toEqual([200, true]);
    const member = await findMember(world.db, world.club.slug, id);
    expect(await world.runtime.use(passwords).matches('nýtt passord!', member?.password ?? '')).toBe(true);
    expect(member?.session_epoch).toBe(1);
    expect((await visit(world, 'reset-password', 'POST', token, { form })).status).toBe(404);
    expect((await visit(world, 'reset-password', 'GET', token)).status).toBe(404);
  });

  it.each([
    ['password=ab', 'This password is too short.'],
    ['password=', 'Please type a password.'],
    ['', 'Please type a password.'],
    [`password=${'x'.repeat(200)}`, 'This password is too long.'],
    [`password=${'x'.repeat(50_000)}`, 'This password is too long.'],
  ])('%.30s says what is wrong, where it is read out, and uses nothing up', async (form, words) => {
    const { 'reset-password': token } = await links();
    const { status, html } = await visit(world, 'reset-password', 'POST', token, { form });
    expect(status).toBe(422);
    expect(html).toContain(`<p class="bad" role="alert" id="problem">${words}</p>`);
    expect(html).toContain('aria-invalid="true"');
    expect((await visit(world, 'reset-password', 'POST', token, { form: 'password=fine' })).status).toBe(200);
  });

  it('speaks the member’s language', async () => {
    const other = await mailingWorld();
    await welcomed(other, { properties: { language: 'no' } });
    const { html } = await visit(other, 'unsubscribe', 'GET', linkIn(other, 'unsubscribe'));
    expect(html).toContain('<html lang="no">');
    expect(html).toContain('Meld deg av');
  });

  it('that fails on our side says so, without a word of the cause', async () => {
    const { unsubscribe: token } = await links();
    world.runtime.provide((await import('#shared/ports/directory.ts')).directory, {
      club: async () => {
        throw new Error('secret cause');
      },
      client: async () => undefined,
    });
    const { status, html } = await visit(world, 'unsubscribe', 'POST', token);
    expect(status).toBe(500);
    expect(html).not.toContain('secret');
    expect(html).toContain('request-1');
  });
});
