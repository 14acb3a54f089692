import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../packages/client/src/main.ts';
import { type FaultyApi, SECRET, startFaultyApi, status } from './faulty-api.ts';

let api: FaultyApi;
beforeAll(async () => {
  api = await startFaultyApi();
});
afterAll(() => api.stop());

const MEMBER_TOKEN = 'member.token.of.somebody';

const told = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
  } catch (error) {
    return inspect(error, { depth: 10, showHidden: true });
  }
  return expect.unreachable('It did not fail');
};

describe('tokens', () => {
  it('are in no error, whatever failed', async () => {
    const email = 'a@example.com';
    const answers = [
      status(401, { 'x-error-code': 'client_unauthorized' }, '{"error":"Client authorization is invalid"}'),
      status(502, {}, 'oops'),
      (_: unknown, request: { socket: { destroy(): void } }) => request.socket.destroy(),
    ];
    for (const answer of answers) {
      api.answering(answer as never);
      const client = api.client({ retries: 0 });
      const texts = await Promise.all([
        told(client.members.get({ id: 1 })),
        told(client.me.get({ memberToken: MEMBER_TOKEN })),
        told(client.members.verifyToken({ email, type: 'password_reset', token: 'one-time' })),
        told(client.resume({ access_token: MEMBER_TOKEN, refresh_token: 'refresh-me' }).refresh()),
      ]);
      for (const text of texts)
        for (const secret of [SECRET, MEMBER_TOKEN, 'one-time', 'refresh-me'])
          expect(text).not.toContain(secret);
    }
  });

  it('are not quoted when they cannot be sent', async () => {
    expect(() => createClient({ url: api.url, token: `${SECRET}\n` })).toThrow(
      /^The client token is empty or holds/,
    );
    expect(await told(api.client().me.get({ memberToken: `${MEMBER_TOKEN}\n` }))).not.toContain(MEMBER_TOKEN);
  });

  it('are in nothing that a client or a session shows', () => {
    const client = api.client();
    const session = client.resume({ access_token: MEMBER_TOKEN, refresh_token: 'refresh-me' });
    const shown =
      inspect([client, session], { depth: 10, showHidden: true }) + JSON.stringify([client, session]);
    for (const secret of [SECRET, MEMBER_TOKEN, 'refresh-me']) expect(shown).not.toContain(secret);
  });
});

describe('a call that cannot be made', () => {
  it('says what is missing before anything is sent', async () => {
    api.answering(status(200));
    const client = createClient({ url: api.url, token: SECRET });
    await expect(client.members.get({ id: 1 })).rejects.toThrow('Which club?');
    await expect(api.client().members.get({ id: '' })).rejects.toThrow('id is missing');
    await expect(api.client().me.get()).rejects.toThrow('memberToken is missing');
    expect(() => createClient({ url: 'api.example.com', token: SECRET })).toThrow('https://');
    expect(api.arrived).toEqual([]);
  });
});
