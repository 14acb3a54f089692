import { beforeEach, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { call } from '../support/api.ts';
import { SCHEMA } from '../support/clubs.ts';
import { linkIn, mailingWorld, memberImage, welcomed } from '../support/mailing.ts';
import { visit } from '../support/pages.ts';
import type { World } from '../support/world.ts';

const definition = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
const CONSENTS = {
  offers: definition,
  profiling: definition,
  terms: { ...definition, required: true },
  unnamed: definition,
};
const NAMES = {
  offers: { en: 'News <about> offers', no: 'Nytt om tilbud' },
  profiling: { en: 'Offers that fit me' },
  terms: { en: 'Terms' },
};
const GIVEN = { offers: { status: true }, terms: { status: true }, unnamed: { status: true } };

let world: World;
let id: number;
let token: string;
beforeEach(async () => {
  world = await mailingWorld({
    member_schema: { ...SCHEMA, consents: CONSENTS },
    consent_names: NAMES,
  } as never);
  id = await welcomed(world, { consents: GIVEN });
  token = linkIn(world, 'unsubscribe');
});

const member = async () => (await findMember(world.db, world.club.slug, id))!;
const show = () => visit(world, 'unsubscribe', 'GET', token);
const post = (form: string) => visit(world, 'unsubscribe', 'POST', token, { form });
const undoIn = (html: string): string => /name="undo" value="([^"]+)"/.exec(html)?.[1] ?? '';
const update = (body: object) => call(world, 'members.update', { path: { id: String(id) }, body });

describe('the choices behind the link of a mail', () => {
  it('is no unsubscription when the form is too long to be read', async () => {
    const before = await memberImage(world, id);
    const { status, html } = await post(`choices=1&stop=sms&${'x'.repeat(200_000)}`);
    expect([status, html]).toEqual([413, expect.stringContaining('Nothing was changed')]);
    expect(await memberImage(world, id)).toEqual(before);
    expect((await post(`choices=1&stop=sms&${'x'.repeat(50_000)}`)).status).toBe(200);
    expect((await member()).statuses).toMatchObject({ sms: 'unsubscribed', email: 'enabled' });
  });

  it('are the channels of the club and its consents, by their names, without those that every member needs', async () => {
    const { html } = await show();
    expect(
      [...html.matchAll(/name="(stop|withdraw)" value="([^"]+)"> ([^<]+)</g)].map(([, ...all]) => all),
    ).toEqual([
      ['stop', 'email', 'E-mail'],
      ['stop', 'sms', 'Text messages (SMS)'],
      ['withdraw', 'offers', 'News &lt;about&gt; offers'],
      ['withdraw', 'profiling', 'Offers that fit me'],
    ]);
  });

  it('look the same whatever the member has chosen: a forwarded mail shows nothing (threat T47)', async () => {
    const before = (await show()).html;
    await update({ sms_enabled: false, consents: { offers: { status: false } } });
    expect((await show()).html).toBe(before);
  });

  it('end what was ticked, in one change, and nothing else', async () => {
    const { version, consents } = await member();
    const { status, html } = await post('choices=1&stop=sms&withdraw=offers&withdraw=profiling');
    expect([status, html]).toEqual([200, expect.stringContaining('Your choices are saved')]);
    const after = await member();
    expect(after.version).toBe(version + 1);
    expect(after.statuses).toMatchObject({ sms: 'unsubscribed', email: 'enabled' });
    expect(after.consents).toEqual({
      ...consents,
      offers: { status: false, updated_at: expect.any(String) },
    });
  });

  it.each(['stop=push', 'withdraw=terms', 'withdraw=unnamed', 'withdraw=__proto__', 'stop=constructor', ''])(
    'are no others: %s',
    async (form) => {
      const before = await memberImage(world, id);
      expect((await post(`choices=1&${form}`)).status).toBe(200);
      expect(await memberImage(world, id)).toEqual(before);
    },
  );
});

describe('the undo right after', () => {
  it.each([
    ['unsubscribing', '', 'verified'],
    ['choices', 'choices=1&stop=email&stop=sms&withdraw=offers', 'enabled'],
  ])('puts back exactly what was before: %s', async (_, form, status) => {
    if (status === 'verified') await visit(world, 'verify-email', 'POST', linkIn(world, 'verify_email'));
    const { statuses, consents } = await member();
    expect(statuses.email).toBe(status);
    const { html } = await post(form);
    expect((await member()).statuses.email).toBe('unsubscribed');
    const undone = await post(`undo=${encodeURIComponent(undoIn(html))}`);
    expect(undone.html).toContain('Everything is as it was');
    expect(await member()).toMatchObject({ statuses, consents });
  });

  it('is not offered where nothing changed: a link alone switches nothing on (threat T47)', async () => {
    await post('');
    expect(undoIn((await post('')).html)).toBe('');
    await update({ email_enabled: false });
    expect(undoIn((await post('choices=1&withdraw=profiling')).html)).toBe('');
  });

  it.each([
    ['another change', () => update({ properties: { first_name: 'B' } })],
    [
      'an hour',
      async () => {
        world.clock.ahead = 61 * 60;
      },
    ],
  ])('ends with %s', async (_, meanwhile) => {
    const undo = undoIn((await post('')).html);
    await meanwhile();
    const { html } = await post(`undo=${encodeURIComponent(undo)}`);
    expect(html).toContain('This can no longer be undone here');
    expect((await member()).statuses.email).toBe('unsubscribed');
  });

  it('works once, and not with a text that was made up', async () => {
    const undo = undoIn((await post('')).html);
    for (const wrong of ['', 'x', undo.slice(1), `${undo}0`]) {
      expect((await post(`undo=${encodeURIComponent(wrong)}`)).html).toContain('no longer be undone');
    }
    await post(`undo=${encodeURIComponent(undo)}`);
    await update({ email_enabled: false });
    expect((await post(`undo=${encodeURIComponent(undo)}`)).html).toContain('no longer be undone');
    expect((await member()).statuses.email).toBe('disabled');
  });
});
