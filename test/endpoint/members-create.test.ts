import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const doge = { email: 'dev+6@test.com', msisdn: '+47 404 85 124', first_name: 'The', last_name: 'Doge' };

describe('POST members', () => {
  it('creates a member and answers the documented model', async () => {
    const { status, body, headers } = await call(world, 'members.create', {
      body: { properties: doge, send_sms_welcome_message: false },
      headers: { 'X-Subproduct-Name': 'campaign-10-2017' },
    });
    expect(status).toBe(200);
    expect(headers['x-request-id']).toMatch(/^request-/);
    expect(body).toEqual({
      id: expect.any(Number),
      properties: { ...doge, msisdn: '4740485124', language: 'no' },
      consents: {},
      sms_status: 'enabled',
      email_status: 'enabled',
      push_status: 'enabled',
      optin_channel: 'default',
      optin_subchannel: 'campaign-10-2017',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0[12]:00$/),
      updated_at: body.created_at,
    });
    const byId = await call(world, 'members.get', { path: { id: String(body.id) } });
    const byEmail = await call(world, 'members.get-by-email', { path: { email: 'DEV+6@TEST.com' } });
    const byMsisdn = await call(world, 'members.get-by-msisdn', { path: { msisdn: '004740485124' } });
    expect([byId.body, byEmail.body, byMsisdn.body]).toEqual([body, body, body]);
  });

  it('names every identifier that another member holds', async () => {
    const { status, body } = await call(world, 'members.create', {
      body: { properties: { ...doge, email: 'DEV+6@test.com' } },
    });
    expect(status).toBe(422);
    expect(body).toEqual({
      email: [{ error: 'duplicated_email_in_community', property: 'email' }],
      msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }],
    });
  });
});
