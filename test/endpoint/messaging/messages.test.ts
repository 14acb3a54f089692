import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../support/api.ts';
import { storedClient } from '../../support/clients.ts';
import {
  createMessage,
  createSending,
  getMessage,
  getSending,
  inline,
  messagePayload,
  moveTo,
  SENDING_CLUB,
  smsChannel,
  toMembers,
} from '../../support/messaging.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
});

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const ID = expect.any(Number);
const update = (id: number, body: object) =>
  call(world, 'messages.update', { path: { id: String(id) }, body });
const leaf = (answer: any, ...path: string[]) =>
  path.reduce((node, key) => node?.[key], answer.body.details)?.[0];

describe('POST messages', () => {
  it('creates the documented sample and answers the documented model', async () => {
    const { status, body } = await call(world, 'messages.create', {
      body: {
        message: {
          name: 'My message',
          shorten_urls: false,
          channels: [
            {
              type: 'sms',
              sender: { type: 'alphanumeric', value: 'Mall' },
              template: inline({ type: 'plain', content: { body: 'Hi {{first_name}}!', unknown: 1 } }),
            },
          ],
          sending: {
            schedule: { type: 'relative', in: '15 minutes' },
            audience: {
              type: 'inline',
              conditions: [
                {
                  condition_group: 'member_properties',
                  field: 'first_name',
                  operator: 'match',
                  value: 'Piotr',
                },
              ],
            },
            recipients: [{ member_id: 150, properties: { first_name: 'Piotr' } }],
          },
        },
      },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      message: {
        id: ID,
        name: 'My message',
        shorten_urls: false,
        track_in_shortener: false,
        service: null,
        campaign_id: null,
        created_at: TIME,
        updated_at: TIME,
        channels: [
          {
            id: ID,
            type: 'sms',
            sender: { type: 'alphanumeric', value: 'Mall' },
            template: {
              id: ID,
              wrapper_id: null,
              type: 'plain',
              content: { body: 'Hi {{first_name}}!' },
              created_at: TIME,
              updated_at: TIME,
            },
            created_at: TIME,
            updated_at: TIME,
          },
        ],
        sendings_status: 'scheduled',
        sendings_count: 1,
        latest_sending: {
          id: ID,
          status: 'scheduled',
          audience_id: ID,
          recipients_count: 1,
          dispatches_count: null,
          members_count: null,
          scheduled_at: TIME,
          transmitted_at: null,
          created_at: TIME,
          updated_at: TIME,
        },
      },
    });
    expect(await getMessage(world, body.message.id)).toEqual(body.message);
  });

  it("takes senders from the club's settings when none are given", async () => {
    const template = inline({ type: 'generic', content: { body: 'x' } });
    const { channels } = await createMessage(world, {
      channels: ['sms', 'email', 'push'].map((type) => ({ type, template })),
    });
    expect(channels).toMatchObject([
      { type: 'sms', sender: { type: 'alphanumeric', value: 'Infinity' } },
      { type: 'email', from_name: 'Infinity', from_email: 'infinity-mall@example.com' },
      { type: 'push' },
    ]);
  });

  it('copies a template that is named by reference, and keeps its wrapper', async () => {
    const wrapper = await createMessage(world, {
      channels: [
        { type: 'sms', template: inline({ type: 'plain', content: { body: 'Hei! {{ content }}' } }) },
      ],
    });
    const wrapper_id = wrapper.channels[0].template.id;
    const source = await createMessage(world, {
      channels: [{ type: 'sms', template: inline({ type: 'plain', content: { body: 'x' }, wrapper_id }) }],
    });
    const id = source.channels[0].template.id;
    const copy = await createMessage(world, {
      channels: [{ type: 'sms', template: { type: 'reference', id } }],
    });
    expect(copy.channels[0].template).toMatchObject({ type: 'plain', content: { body: 'x' }, wrapper_id });
    expect(copy.channels[0].template.id).not.toBe(id);
  });

  it('needs its wrapper, and refuses a body that is no object', async () => {
    const missing = await call(world, 'messages.create', { body: {} });
    expect(leaf(missing, 'message')).toMatchObject({ error: 'presence', value: null });
    const text = await call(world, 'messages.create', { body: 'x' });
    expect(leaf(text, 'base')).toMatchObject({ error: 'must_be_an_object', value: 'x' });
    const raw = await call(world, 'messages.create', { raw: '{' });
    expect(raw.status).toBe(406);
  });

  it('refuses an audience of another club', async () => {
    const message = await createMessage(world, {
      sending: {
        audience: {
          type: 'inline',
          conditions: [{ condition_group: 'member', field: 'id', operator: 'exists' }],
        },
      },
    });
    const id = message.latest_sending.audience_id;
    const audience = { type: 'reference', id };
    expect((await createSending(world, message.id, { audience })).audience_id).toBe(id);
    const other = await createWorld(SENDING_CLUB);
    const refused = await call(other, 'messages.create', {
      body: { message: messagePayload({ sending: { audience } }) },
    });
    expect(leaf(refused, 'message', 'sending', 'audience', 'id').error).toBe(
      'referenced_audience_must_exist',
    );
  });

  it('refuses texts and recipients that do not fit into the store', async () => {
    const noise = (length: number) =>
      Array.from({ length }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000))).join(
        '',
      );
    const create = (overrides: object) =>
      call(world, 'messages.create', { body: { message: messagePayload(overrides) } });
    const long = await create({ channels: [smsChannel(noise(199_000))] });
    expect(leaf(long, 'message', 'channels', '0', 'template', 'definition', 'content').error).toBe(
      'too_long',
    );
    const recipients = Array.from({ length: 1000 }, (_, index) => ({
      member_id: index + 1,
      properties: { text: noise(400) },
    }));
    const many = await create({ sending: { recipients } });
    expect(leaf(many, 'message', 'sending', 'recipients').error).toBe('size_too_large');
    const few = await create({ sending: { recipients: recipients.slice(0, 300) } });
    expect(few.status).toBe(200);
  });
});

describe('PUT messages/:id', () => {
  it('changes what is sent, brings back defaults for null, and keeps the rest', async () => {
    const message = await createMessage(world, { shorten_urls: false, service: 'campaigns', campaign_id: 7 });
    const { body } = await update(message.id, {
      message: { name: 'new', shorten_urls: null, campaign_id: null },
    });
    expect(body.message).toMatchObject({
      name: 'new',
      shorten_urls: true,
      service: 'campaigns',
      campaign_id: null,
      channels: message.channels,
    });
    expect(await getMessage(world, message.id)).toEqual(body.message);
  });

  it('replaces the whole set of channels, inside the message or beside it', async () => {
    const message = await createMessage(world);
    const channels = [{ type: 'email', template: inline({ type: 'email', content: { body: '<p>x</p>' } }) }];
    const beside = await update(message.id, { message: { name: 'x' }, channels });
    expect(beside.body.message.channels).toMatchObject([{ type: 'email', template: { type: 'email' } }]);
    const both = await update(message.id, { message: { channels: [smsChannel('inside')] }, channels });
    expect(both.body.message.channels).toMatchObject([
      { type: 'sms', template: { content: { body: 'inside' } } },
    ]);
    const old = { type: 'reference', id: message.channels[0].template.id };
    const refused = await update(message.id, { message: { channels: [{ type: 'sms', template: old }] } });
    expect(leaf(refused, 'message', 'channels', '0', 'template', 'id').error).toBe('template_does_not_exist');
  });

  it.each([
    [{ name: null }, 'name', 'presence'],
    [{ channels: null }, 'channels', 'size_too_small'],
    [{ channels: [] }, 'channels', 'size_too_small'],
    [{ sending: { recipients: [] } }, 'sending', 'not_permitted'],
    [{ service: null }, 'campaign_id', 'is_relevant_only_for_campaign_service'],
  ])('refuses %o: %s %s', async (payload, key, error) => {
    const message = await createMessage(world, { service: 'campaigns', campaign_id: 7 });
    const refused = await update(message.id, { message: payload });
    expect(refused.status).toBe(422);
    expect(leaf(refused, 'message', key).error).toBe(error);
  });

  it('lets a null sending pass', async () => {
    const message = await createMessage(world);
    expect((await update(message.id, { message: { sending: null } })).status).toBe(200);
  });
});

describe('permits of services', () => {
  it.each([
    ['campaigns', 'Campaigns'],
    ['tenants', 'Tenants'],
    ['campaigns_testing', 'CampaignsTesting'],
    ['tenants_testing', 'TenantsTesting'],
    ['tem_documents', 'TemDocuments'],
    ['tem_documents_reminders', 'TemDocumentsReminders'],
    ['generic', 'Generic'],
  ])('messages of %s need UseService:%s', async (service, name) => {
    const permits = ['Create', 'Update', 'Destroy'].map((verb) => `Messages:Api:Messages:${verb}`);
    const client = await storedClient(world.db, { clubs: [world.club.slug], permits });
    const limited = worldOf(world.db, world.club, client);
    const message = await createMessage(world, { service });
    const path = { id: String(message.id) };
    const answers = [
      await call(limited, 'messages.create', { body: { message: messagePayload({ service }) } }),
      await call(limited, 'messages.update', { path, body: { message: { name: 'x' } } }),
      await call(limited, 'messages.destroy', { path }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(403);
      expect(body.error).toBe(`Not authorized: Messages:Api:Messages:UseService:${name} permit is required`);
    }
    const plain = await call(limited, 'messages.create', {
      body: { message: messagePayload({ service: 'other' }) },
    });
    expect(plain.status).toBe(422);
  });
});

describe('DELETE messages/:id', () => {
  it('takes the message and its sendings away and withdraws what was planned', async () => {
    const message = await createMessage(world, {
      sending: { ...toMembers(1), schedule: { type: 'relative', in: '1 hour' } },
    });
    const running = await createSending(world, message.id, toMembers(2));
    await moveTo(world, running.id, 'transmitting');
    const path = { id: String(message.id) };
    const { status, body } = await call(world, 'messages.destroy', { path });
    expect([status, body.message.id]).toEqual([200, message.id]);
    for (const [id, at] of [
      ['messages.get', message.id],
      ['messages.destroy', message.id],
      ['sendings.get', running.id],
      ['sendings.cancel', running.id],
      ['dispatches.list', running.id],
    ]) {
      expect((await call(world, id, { path: { id: String(at) } })).status).toBe(404);
    }
    const { findSendingStates } = await import('#shared/data/messaging/sendings.ts');
    const ids = [message.latest_sending.id, running.id];
    const stored = await findSendingStates(world.db, world.club.slug, ids);
    expect(stored.map(({ entity }) => entity.status)).toEqual(['cancelled', 'cancelled']);
    const reference = { type: 'reference', id: message.channels[0].template.id };
    const refused = await call(world, 'messages.create', {
      body: { message: messagePayload({ channels: [{ type: 'sms', template: reference }] }) },
    });
    expect(refused.status).toBe(422);
  });
});

describe('GET messages', () => {
  it('lists by id with exact counts and filters, page by page', async () => {
    const list = await createWorld(SENDING_CLUB);
    const one = await createMessage(list, { service: 'campaigns', campaign_id: 7 });
    const two = await createMessage(list, {
      service: 'tenants',
      sending: { ...toMembers(1), schedule: { type: 'immediate' } },
    });
    const three = await createMessage(list, { service: 'campaigns', sending: toMembers(1) });
    const gone = await createMessage(list);
    await call(list, 'messages.destroy', { path: { id: String(gone.id) } });
    const ids = async (query: Record<string, string> = {}) => {
      const { body } = await call(list, 'messages.list', { query });
      return [body.messages.map(({ id }: any) => id), body.pagination_info.total_count];
    };
    expect(await ids()).toEqual([[one.id, two.id, three.id], 3]);
    expect(await ids({ service: 'campaigns' })).toEqual([[one.id, three.id], 2]);
    expect(await ids({ campaign_id: '7' })).toEqual([[one.id], 1]);
    expect(await ids({ sendings_status: 'scheduled' })).toEqual([[two.id], 1]);
    expect(await ids({ sendings_status: 'draft', per_page: '1', page_no: '2' })).toEqual([[three.id], 2]);
    const { body } = await call(list, 'messages.list', { query: { per_page: '2', page_no: '2' } });
    expect(body.messages).toEqual([three]);
    expect(body.pagination_info).toEqual({
      total_count: 3,
      per_page: 2,
      total_pages: 2,
      current_page: 2,
      next_page: null,
      prev_page: 1,
      is_first_page: false,
      is_last_page: true,
      is_out_of_range: false,
    });
  });

  it.each([
    ['per_page', '101', 'less_or_equal_to'],
    ['per_page', '0', 'greater_or_equal_to'],
    ['page_no', 'two', 'not_an_integer'],
    ['service', 'other', 'inclusion'],
    ['sendings_status', 'done', 'inclusion'],
    ['campaign_id', 'x', 'not_an_integer'],
  ])('refuses %s=%s: %s', async (name, value, error) => {
    const refused = await call(world, 'messages.list', { query: { [name]: value } });
    expect(refused.status).toBe(422);
    expect(leaf(refused, name)).toMatchObject({ error, value });
  });

  it('says how many messages fit when their texts are too long for one reply', async () => {
    const long = await createWorld(SENDING_CLUB);
    const content = { subject: 'a', body: 'a'.repeat(190_000) };
    const channels = [{ type: 'email', template: inline({ type: 'email', content }) }];
    for (let n = 0; n < 30; n += 1) await createMessage(long, { channels });
    const refused = await call(long, 'messages.list');
    expect(refused.status).toBe(422);
    const { error, options } = leaf(refused, 'per_page');
    expect(error).toBe('less_or_equal_to');
    const fits = await call(long, 'messages.list', { query: { per_page: String(options.number) } });
    expect(fits.body.messages).toHaveLength(options.number);
  });

  it.each(['Messages:Api:Messages:List', 'Messages:Api:Messages:Index'])('opens to %s', async (permit) => {
    const client = await storedClient(world.db, { clubs: [world.club.slug], permits: [permit] });
    expect((await call(worldOf(world.db, world.club, client), 'messages.list')).status).toBe(200);
  });
});

describe('family C', () => {
  it('needs the club in its header', async () => {
    const { status, body } = await call(world, 'messages.list', {
      headers: { 'X-Loyalty-Club-Slug': undefined },
    });
    expect([status, body]).toEqual([470, { error: 'Missing required header: X-Loyalty-Club-Slug' }]);
  });

  it('shows the settings of the club, with null for what it does not have', async () => {
    const { body } = await call(world, 'messages.settings');
    expect(body).toEqual({
      settings: {
        channels: {
          sms: { sender_type: 'alphanumeric', sender_value: 'Infinity' },
          email: { from_name: 'Infinity', from_email: 'infinity-mall@example.com' },
          push: { android_app_id: 'no.bstcm.loyaltyapp.infinity_mall', ios_app_id: '1231452117' },
        },
      },
    });
    const bare = await createWorld();
    expect((await call(bare, 'messages.settings')).body.settings.channels).toEqual({
      sms: null,
      email: null,
      push: null,
    });
    const refused = await call(bare, 'messages.create', { body: { message: messagePayload() } });
    expect(leaf(refused, 'message', 'channels', '0', 'type').error).toBe('not_configured');
  });

  it('keeps the messages of clubs apart', async () => {
    const message = await createMessage(world, { sending: toMembers(1) });
    const other = await createWorld(SENDING_CLUB);
    const status = async (id: string, at: number) =>
      (await call(other, id, { path: { id: String(at) } })).status;
    expect(await status('messages.get', message.id)).toBe(404);
    expect(await status('sendings.get', message.latest_sending.id)).toBe(404);
    expect((await getSending(world, message.latest_sending.id)).message_id).toBe(message.id);
  });
});
