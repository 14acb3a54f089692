import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FaultyApi, startFaultyApi, status } from './faulty-api.ts';

let api: FaultyApi;
beforeAll(async () => {
  api = await startFaultyApi();
});
afterAll(() => api.stop());

const OLD = { access_token: 'a1', refresh_token: 'r1' };
const NEW = { access_token: 'a2', refresh_token: 'r2' };
const pair = status(200, {}, JSON.stringify(NEW));
const expired = status(460, { 'x-error-code': 'oauth_token_invalid' });

it('a session uses a new pair only after it was stored; until then each refresh repeats the old token', async () => {
  const failures = [new Error('disk full')];
  const stored: unknown[] = [];
  const session = api.client().resume(OLD, {
    async onRefresh(tokens) {
      const failure = failures.pop();
      if (failure) throw failure;
      expect(session.tokens()).toEqual(OLD);
      stored.push(tokens);
    },
  });

  api.answering(expired, pair, status(200));
  await expect(session.me.get()).rejects.toThrow('disk full');
  expect(session.tokens()).toEqual(OLD);
  expect(api.arrived).toHaveLength(2);

  api.answering(expired, pair, status(200));
  await session.me.get();
  expect(session.tokens()).toEqual(NEW);
  expect(stored).toEqual([NEW]);
  const [first, refresh, repeated] = api.arrived;
  expect(first?.headers.authorization).toBe('Bearer a1');
  expect(JSON.parse(String(refresh?.body))).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1' });
  expect(repeated?.headers.authorization).toBe('Bearer a2');
});
