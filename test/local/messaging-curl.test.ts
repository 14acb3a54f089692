import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { isUp, type StackProcess, spawnStack } from './stack-process.ts';

/** The documented request, without the comma that ends its list and that no parser takes. */
const OPERATIONS = [
  { type: 'update', entity: 'message', params: { id: 80 }, payload: { name: 'my name' } },
  { type: 'update', entity: 'sending', params: { id: 3958 }, payload: { schedule: { type: 'immediate' } } },
  {
    type: 'create',
    entity: 'sending',
    params: { message_id: 80 },
    payload: { recipients: [{ member_id: 13 }] },
  },
];
const HEADERS = {
  'content-type': 'application/json',
  'x-loyalty-club-slug': 'infinity-mall',
  'x-client-authorization': 'B7t9U9tsoWsGhrv2ouUoSqpM',
  'x-product-name': 'default',
  'x-user-agent': 'CURL manual test',
};

let stack: StackProcess;
beforeAll(async () => {
  stack = await spawnStack();
  await isUp(stack);
});
afterAll(async () => {
  stack.child.kill('SIGINT');
  await stack.ended;
});

const ask = async (path: string, body?: unknown): Promise<any> => {
  const reply = await fetch(`${stack.url}${path}`, {
    headers: HEADERS,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: reply.status, body: await reply.json() };
};

const statusOf = async (id: number) => (await ask(`/v1/messages/sendings/${id}`)).body.sending;

describe('the local stack', () => {
  it('runs the documented example of a messaging bulk, and sends what it schedules', async () => {
    const { status, body } = await ask('/v1/messages/bulks', { operations: OPERATIONS });
    expect(status).toBe(200);
    expect(body.results.map((result: any) => result.response.status)).toEqual([200, 200, 200]);
    const sending = await eventually(
      () => statusOf(3958),
      (one) => one.status === 'transmitted',
    );
    expect(sending.dispatches_count).toBe(1);
    const outbox = await ask('/_local/outbox');
    expect(outbox.body).toEqual([
      expect.objectContaining({ channel: 'sms', to: '+4790000013', text: 'Hi Piotr!' }),
    ]);
    const { dispatches, pagination_info } = (await ask('/v1/messages/sendings/3958/dispatches')).body;
    expect(pagination_info.total_count).toBe(1);
    expect(dispatches[0]).toMatchObject({
      member_id: 13,
      msisdn: '4790000013',
      content: { body: 'Hi Piotr!' },
      transmission_status: 'transmitted',
    });
  });

  it('moves a schedule with its clock', async () => {
    const created = await ask('/v1/messages/80/sendings', {
      sending: { schedule: { type: 'relative', in: '15 minutes' }, recipients: [{ member_id: 13 }] },
    });
    const { id } = created.body.sending;
    await ask('/_local/clock', { advance_seconds: 11 * 60 });
    await eventually(
      () => statusOf(id),
      ({ status }) => status === 'prepared',
    );
    await ask('/_local/clock', { advance_seconds: 5 * 60 });
    await eventually(
      () => statusOf(id),
      ({ status }) => status === 'transmitted',
    );
    const outbox = await ask('/_local/outbox');
    expect(outbox.body).toHaveLength(2);
  });
});
