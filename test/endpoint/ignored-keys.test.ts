import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { create, deployment, update } from '../support/client-tokens.ts';
import { bulk, createMessage, inline, SENDING_CLUB, toMembers } from '../support/messaging.ts';
import { createWorld, type World } from '../support/world.ts';

/** Keys that `X-Ignored` names inside payloads of messaging and rows of imports (contract §1.5). */

let world: World;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
});

const template = inline({ type: 'plain', content: { body: 'Hi', image_url: 'x' }, colour: 1 });
const ignored = (headers: Readonly<Record<string, string>>) => headers['x-ignored']?.split(', ').sort() ?? [];

describe('payloads of messaging', () => {
  it('have keys named that the contract does not know, or knows of other variants only', async () => {
    const message = {
      name: 'M',
      colour: 'red',
      channels: [{ type: 'sms', from_email: 'a@example.com', template, sender: null }],
      sending: {
        schedule: { type: 'immediate', at: '2999-01-01T00:00:00Z' },
        recipients: [
          {
            member_id: 1,
            email: 'a@example.com',
            msisdn: null,
            note: 1,
            properties: { own: 1, shorten_urls: true },
          },
        ],
      },
    };
    const names = ['at', 'colour', 'email', 'from_email', 'image_url', 'note'];
    const single = await call(world, 'messages.create', { body: { message } });
    expect([single.status, ignored(single.headers)]).toEqual([200, names]);
    const one = await bulk(world, [{ type: 'create', entity: 'message', payload: { message } }]);
    expect([one.status, ignored(one.headers)]).toEqual([200, names]);
  });

  it('have nothing named that is another spelling, or null in place of an object', async () => {
    const { latest_sending } = await createMessage(world, {
      sending: {
        schedule: { type: 'relative', in: '1 day' },
        audience: {
          type: 'inline',
          conditions: [{ condition_group: 'member_properties', field: 'email', operator: 'exists' }],
        },
      },
    });
    const message = {
      name: 'M',
      channels: [
        {
          type: 'sms',
          sender: null,
          template: { type: 'inline', data: { type: 'plain', content: { body: 'Hi' } } },
        },
      ],
      sending: { schedule: null, audience: { type: 'inline', id: latest_sending.audience_id } },
    };
    const { status, headers } = await call(world, 'messages.create', { body: { message } });
    expect([status, ignored(headers)]).toEqual([200, []]);
  });

  it('have keys of sendings named', async () => {
    const { id } = await createMessage(world);
    const sending = { ...toMembers(1), audience_id: 4, priority: 2 };
    const { status, headers } = await call(world, 'sendings.create', {
      path: { id: String(id) },
      body: { sending },
    });
    expect([status, ignored(headers)]).toEqual([200, ['audience_id']]);
  });
});

describe('rows of an import that creates', () => {
  const properties = { email: 'p@example.com', first_name: 'P', last_name: 'Q' };
  it.each([
    [
      { created_at: 'yesterday', optin_channel: 5, optin_subchannel: ' ' },
      ['created_at', 'optin_channel', 'optin_subchannel'],
    ],
    [{ created_at: '2999-01-01', optin_channel: 'till' }, ['created_at']],
    [{ created_at: '2001-01-01', optin_channel: null }, []],
  ])('have nonsense of their origin named: %j', async (origin, names) => {
    const { status, headers } = await call(world, 'member-imports.create', {
      body: { members: [{ properties, ...origin }] },
    });
    expect([status, ignored(headers)]).toEqual([200, names]);
  });
});

it('names the project of a registered app installation, which has no effect', async () => {
  const properties = { email: 'd@example.com', first_name: 'P', last_name: 'Q' };
  await call(world, 'members.create', { body: { properties, password: 'pass-1' } });
  const grant = { grant_type: 'password', identifier_type: 'email', identifier: 'd@example.com' };
  const { body } = await call(world, 'oauth.token', { body: { ...grant, password: 'pass-1' } });
  const device = { token: 't', platform: 'ios', app_installation_id: 'phone', firebase_project_slug: 'mall' };
  const { status, headers } = await call(world, 'me.app-tokens', { bearer: body.access_token, body: device });
  expect([status, ignored(headers)]).toEqual([200, ['firebase_project_slug']]);
});

it('names keys of a client token that the contract does not know', async () => {
  const { world: own, root } = await deployment();
  const made = await create(own, root, { name: 'A', loyalty_club_ids: [], colour: 1 });
  expect([made.status, ignored(made.headers)]).toEqual([200, ['colour']]);
  const back = await update(own, root, made.body.token.id, { ...made.body.token, name: 'B' });
  expect([back.status, ignored(back.headers)]).toEqual([
    200,
    ['created_at', 'created_by', 'id', 'token', 'updated_at', 'updated_by'],
  ]);
});
