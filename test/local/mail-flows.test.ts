import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../local/stack.ts';
import { eventually } from '../support/eventually.ts';

const CLIENT = {
  'x-client-authorization': 'B7t9U9tsoWsGhrv2ouUoSqpM',
  'x-product-name': 'default',
  'x-user-agent': 'CURL manual test',
  'content-type': 'application/json',
};

let stack: Stack;
const problems: string[] = [];
beforeAll(async () => {
  stack = await startStack({ port: 0, dynamoPort: 0, report: (line) => problems.push(line) });
});
afterAll(() => stack?.stop());

const api = (method: string, path: string, body?: object) =>
  fetch(`${stack.url}/api/v3/loyalty_clubs/infinity-mall/${path}`, {
    method,
    headers: CLIENT,
    ...(body && { body: JSON.stringify(body) }),
  });

interface Sent {
  readonly channel: string;
  readonly to: string;
  readonly subject: string | null;
  readonly text: string;
  readonly headers: readonly { name: string; value: string }[];
}

/** Waits until so many messages are out. */
const outbox = (count: number): Promise<Sent[]> =>
  eventually(
    async () => (await (await fetch(`${stack.url}/_local/outbox`)).json()) as Sent[],
    (sent) => sent.length >= count,
  );

/** What is in the outbox now and was not then; mails tell their time by the second, so places prove nothing. */
const added = async (before: readonly Sent[], count: number): Promise<Sent[]> => {
  const known = new Set(before.map((sent) => JSON.stringify(sent)));
  return (await outbox(before.length + count)).filter((sent) => !known.has(JSON.stringify(sent)));
};

const linkTo = (sent: Sent | undefined, page: string): string =>
  sent?.text.match(new RegExp(`${stack.url}/${page}/[A-Za-z0-9._-]+`))?.[0] ?? `no link to ${page}`;

const member = async (id: number) =>
  (await api('GET', `members/${id}`)).json() as Promise<Record<string, unknown>>;

describe('from a mail in the inbox to the changed member, over HTTP', () => {
  it('welcomes, verifies, resets and unsubscribes', async () => {
    const properties = {
      email: 'dev+6@test.com',
      msisdn: '4740485124',
      first_name: 'The',
      last_name: 'Doge',
      language: 'en',
    };
    const { id } = (await (await api('POST', 'members', { properties })).json()) as { id: number };
    const welcome = await outbox(2);
    expect(welcome.map(({ channel, to }) => [channel, to]).sort()).toEqual([
      ['email', 'dev+6@test.com'],
      ['sms', '+4740485124'],
    ]);
    const mail = welcome.find(({ channel }) => channel === 'email');
    expect(mail?.subject).toBe('Welcome to Infinity Mall, The!');

    const verify = linkTo(mail, 'verify_email');
    expect((await fetch(verify)).status).toBe(200);
    expect(await member(id)).toMatchObject({ email_status: 'enabled' });
    expect((await fetch(verify, { method: 'POST' })).status).toBe(200);
    expect(await member(id)).toMatchObject({ email_status: 'verified' });

    expect((await api('POST', 'members/by_email/dev+6@test.com/send_password_reset_token')).status).toBe(200);
    const reset = linkTo((await added(welcome, 1))[0], 'reset_password');
    const post = () =>
      fetch(reset, { method: 'POST', body: new URLSearchParams({ password: 'new password' }) });
    expect((await post()).status).toBe(200);
    expect((await post()).status).toBe(404);
    const info = await api('GET', `members/${id}/public_info`);
    expect(await info.json()).toEqual({ exists: true, can_login: true });

    const header = mail?.headers.find(({ name }) => name === 'List-Unsubscribe')?.value ?? '';
    const oneClick = await fetch(header.slice(1, -1), {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(oneClick.status).toBe(200);
    expect(await member(id)).toMatchObject({ email_status: 'unsubscribed' });
    expect(problems).toEqual([]);
  });

  it('answers GET like POST where the documented curl names no method, and lets links expire by the clock', async () => {
    const before = await outbox(3);
    await fetch(`${stack.url}/_local/clock`, { method: 'POST', body: '{"advance_seconds": 120}' });
    const asked = await api('GET', 'members/by_email/dev+6@test.com/send_password_reset_token');
    expect([asked.status, await asked.json()]).toEqual([200, {}]);
    const reset = linkTo((await added(before, 1))[0], 'reset_password');
    expect((await fetch(reset)).status).toBe(200);
    await fetch(`${stack.url}/_local/clock`, { method: 'POST', body: '{"advance_seconds": 86400}' });
    expect((await fetch(reset)).status).toBe(404);
  });

  it('verifies a changed address and says good-bye at it', async () => {
    const properties = {
      email: 'leaving@test.com',
      msisdn: '4740485125',
      first_name: 'L',
      last_name: 'L',
      language: 'en',
    };
    const before = await outbox(0);
    const { id } = (await (await api('POST', 'members', { properties })).json()) as { id: number };
    await added(before, 2);
    expect((await api('PUT', `members/${id}`, { properties: { email: 'left@test.com' } })).status).toBe(200);
    const changed = (await added(before, 3)).filter(({ to }) => to === 'left@test.com');
    expect(changed.map(({ subject }) => subject)).toEqual(['Confirm your e-mail address for Infinity Mall']);
    expect((await api('DELETE', `members/${id}`)).status).toBe(200);
    const last = await added(before, 4);
    expect(last.map(({ to, subject }) => [to, subject])).toContainEqual([
      'left@test.com',
      'You will get no more e-mail from Infinity Mall',
    ]);
    expect(problems).toEqual([]);
  });
});
