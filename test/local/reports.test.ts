import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../local/stack.ts';
import { eventually } from '../support/eventually.ts';

const CLIENT = {
  'x-client-authorization': 'B7t9U9tsoWsGhrv2ouUoSqpM',
  'x-product-name': 'default',
  'x-user-agent': 'CURL manual test',
  'x-loyalty-club-slug': 'infinity-mall',
  'content-type': 'application/json',
};
const CLUB = 'api/v3/loyalty_clubs/infinity-mall';

let stack: Stack;
const problems: string[] = [];
beforeAll(async () => {
  stack = await startStack({ port: 0, dynamoPort: 0, report: (line) => problems.push(line) });
});
afterAll(() => stack?.stop());

const api = async (method: string, path: string, body?: object, headers: object = {}): Promise<any> => {
  const reply = await fetch(`${stack.url}/${path}`, {
    method,
    headers: { ...CLIENT, ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  return reply.json();
};

let people = 0;
const join = async (properties: object, more: object = {}): Promise<number> => {
  people += 1;
  const { id } = await api('POST', `${CLUB}/members`, {
    properties: {
      first_name: 'Ann',
      last_name: 'N',
      msisdn: `47404852${String(people).padStart(2, '0')}`,
      ...properties,
    },
    ...more,
  });
  return id;
};
const statusOf = (id: number, channel: string, wanted: string): Promise<string> =>
  eventually(
    async () => (await api('GET', `${CLUB}/members/${id}`))[`${channel}_status`],
    (status) => status === wanted,
  );

const report = (to: string, kind: string) => api('POST', '_local/report', { to, report: kind });
const outbox = (channel: string, to: string, text: string): Promise<any[]> =>
  eventually(
    async () =>
      (await api('GET', '_local/outbox')).filter(
        (sent: any) => sent.channel === channel && sent.to === to && sent.text === text,
      ),
    (sent) => sent.length > 0,
  );

/** Sends a message to members a quarter of an hour from now, and makes that now. @returns the id of the sending */
const send = async (channel: object, ...members: number[]): Promise<number> => {
  const { message } = await api('POST', 'v1/messages', {
    message: {
      name: 'Reported',
      channels: [channel],
      sending: {
        schedule: { type: 'relative', in: '15 minutes' },
        recipients: members.map((member_id) => ({ member_id })),
      },
    },
  });
  await api('POST', '_local/clock', { advance_seconds: 15 * 60 + 1 });
  return message.latest_sending.id;
};
const inline = (type: string, content: object) => ({ type: 'inline', definition: { type, content } });

const dispatchOf = (sending: number, isWanted: (dispatch: any) => boolean): Promise<any> =>
  eventually(
    async () => (await api('GET', `v1/messages/sendings/${sending}/dispatches`)).dispatches?.[0],
    (dispatch) => dispatch !== undefined && isWanted(dispatch),
  );

describe('what becomes of messages, over HTTP', () => {
  it('the mailbox simulator bounces and complains to a welcome mail', async () => {
    const welcome = { send_email_welcome_message: true };
    const bounced = await join({ email: 'bounce+ann@simulator.amazonses.com' }, welcome);
    const complained = await join({ email: 'complaint+ann@simulator.amazonses.com' }, welcome);
    const reached = await join({ email: 'success+ann@simulator.amazonses.com' }, welcome);
    expect(await statusOf(bounced, 'email', 'hard_bounced')).toBe('hard_bounced');
    expect(await statusOf(complained, 'email', 'unsubscribed')).toBe('unsubscribed');
    expect(await statusOf(reached, 'email', 'enabled')).toBe('enabled');
  });

  it('a mail of a sending is delivered, as its dispatch tells', async () => {
    const id = await join({ email: 'success+sending@simulator.amazonses.com' });
    const template = inline('email', { subject: 'Hi', body: '<p>Hi</p>' });
    const sending = await send({ type: 'email', template }, id);
    const dispatch = await dispatchOf(sending, ({ delivery_status }) => delivery_status !== 'pending');
    expect(dispatch).toMatchObject({
      transmission_status: 'transmitted',
      delivery_status: 'delivered',
      delivered_at: expect.any(String),
    });
  });

  it('the holder of a number answers STOP', async () => {
    const id = await join({ email: 'sms@example.com', msisdn: '4740485150' });
    const sending = await send({ type: 'sms', template: inline('plain', { body: 'Sale' }) }, id);
    await outbox('sms', '+4740485150', 'Sale');
    expect(await report('4740485150', 'opted_out')).toEqual({ reported: 'opted_out', to: '4740485150' });
    expect(await statusOf(id, 'sms', 'unsubscribed')).toBe('unsubscribed');
    const dispatch = await dispatchOf(sending, ({ delivery_status }) => delivery_status !== 'pending');
    expect(dispatch).toMatchObject({ delivery_status: 'failed', delivered_at: null });
  });

  it('a push message reaches a device until the app is gone from it', async () => {
    const id = await join({ email: 'push@example.com' }, { password: 'a-long-password' });
    const { access_token } = await api('POST', `${CLUB}/members/oauth/token`, {
      grant_type: 'password',
      identifier_type: 'id',
      identifier: id,
      password: 'a-long-password',
    });
    const device = { token: 'a-token', platform: 'ios', app_installation_id: 'phone' };
    const bearer = { authorization: `Bearer ${access_token}` };
    expect(await api('POST', `${CLUB}/members/me/app_tokens`, device, bearer)).toEqual({});
    const template = inline('push', { subject: 'Sale', body: 'Half price', uri: 'mall://sale' });
    const first = await send({ type: 'push', template }, id);
    const [sent] = await outbox('push', 'a-token', 'Half price');
    expect(sent).toMatchObject({ subject: 'Sale', text: 'Half price' });
    await report('a-token', 'device_gone');
    const dispatch = await dispatchOf(first, ({ delivery_status }) => delivery_status !== 'pending');
    expect([dispatch.app_token, dispatch.delivery_status]).toEqual(['a-token', 'failed']);
    const second = await send({ type: 'push', template }, id);
    const { sending } = await eventually(
      () => api('GET', `v1/messages/sendings/${second}`),
      (reply) => ['skipped', 'transmitted'].includes(reply.sending.status),
    );
    expect(sending.status).toBe('skipped');
    expect(await outbox('push', 'a-token', 'Half price')).toHaveLength(1);
  });

  it('there is nothing to report on to nobody, or of no known kind', async () => {
    for (const [to, kind] of [
      ['nobody@example.com', 'bounced'],
      ['4740485150', 'complained'],
    ] as const) {
      expect((await report(to, kind)).error).toContain('report is one of delivered, bounced');
    }
    expect(problems).toEqual([]);
  });
});
