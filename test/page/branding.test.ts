import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { logIn } from '../support/log-in.ts';
import { changedByMember, linkIn, mailingWorld, resetToken, welcomed } from '../support/mailing.ts';
import { visit } from '../support/pages.ts';
import type { World } from '../support/world.ts';

const BRANDING = {
  logo_url: 'https://cdn.mall.example:8443/img/logo.png?a=1&b=2',
  home_url: 'https://mall.example/home?x="y"',
  colors: { accent: '#ffd400', background: '#102030' },
} as const;

let world: World;
let id: number;
beforeEach(async () => {
  world = await mailingWorld({ name: 'Mall & Co', branding: BRANDING });
  id = await welcomed(world, { password: 'old-password' });
});

describe('a page of a club with a look of its own', () => {
  it('has logo, colors and the way home, and may load from the origin of the logo only', async () => {
    const { html, headers } = await visit(world, 'unsubscribe', 'GET', linkIn(world, 'unsubscribe'));
    expect(html).toContain(
      '<img src="https://cdn.mall.example:8443/img/logo.png?a=1&amp;b=2" alt="Mall &amp; Co">',
    );
    expect(html).toContain('--accent: #ffd400;');
    expect(html).toContain(
      '<a href="https://mall.example/home?x=&quot;y&quot;" rel="noreferrer">Go to Mall &amp; Co</a>',
    );
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src https:\/\/cdn\.mall\.example:8443; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(`'sha256-${hash}'`);
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('has none of it behind a link that is not good', async () => {
    const { html, headers } = await visit(world, 'unsubscribe', 'GET', `${world.club.slug}.x`);
    expect(html).not.toMatch(/mall\.example|ffd400/);
    expect(headers['content-security-policy']).not.toMatch(/img-src/);
  });
});

describe('a built-in mail', () => {
  it('has the look of the club, and says all in its text part', async () => {
    const { access_token } = await logIn(world, id, 'old-password');
    await changedByMember(world, id, access_token, { email: 'new@example.com' });
    const notice = world.outbox.mails.find(({ html }) => html.includes('secure_account'));
    expect(notice?.html).toContain('src="https://cdn.mall.example:8443/img/logo.png?a=1&amp;b=2"');
    expect(notice?.html).toContain('background:#ffd400;color:#000000');
    expect(notice?.html).toContain('@media (prefers-color-scheme: dark)');
    expect(notice?.html).not.toMatch(/\{\{|\{%|undefined/);
    expect(notice?.text.replace(/https:\/\/members\.test\/\S+\)/, 'LINK)')).toBe(
      [
        'Mall & Co (https://mall.example/home?x="y")',
        'Was this you?',
        'Your membership in Mall & Co has a new e-mail address. If you changed it, you need not do anything.',
        'If it was not you, choose a new password: all devices are logged out, and your addresses are put back as they were. The link works once, within 7 days.',
        'This was not me (LINK)',
        'This message went to the address from before the change.',
      ].join('\n\n'),
    );
  });

  it('works without any of it', async () => {
    world = await mailingWorld({ name: 'Plain' });
    await welcomed(world);
    await resetToken(world);
    const mail = world.outbox.mails.at(-1);
    expect(mail?.html).not.toMatch(/<img|\{\{|\{%|undefined/);
    expect(mail?.text).toMatch(/^Plain\n\nChoose a new password\n\n/);
  });
});
