import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { newSigningSecret, signatureHeaders } from '#shared/crypto/webhook-secrets.ts';
import { verifyWebhook, WebhookVerificationError } from '../../packages/client/src/main.ts';

const NOW = new Date();
const BODY = '{"version":2,"events":[],"text":"ü"}';
const secret = newSigningSecret();

/** Signed by the library of Standard Webhooks. */
const delivery = (at = NOW, by = secret, body = BODY) => ({
  'webhook-id': '7-42-100',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(by).sign('7-42-100', at, body),
});
const verify = (headers: Parameters<typeof verifyWebhook>[0], body = BODY, secrets: any = secret) =>
  verifyWebhook(headers, body, secrets, { now: () => NOW });
const secondsAway = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('verifyWebhook', () => {
  it('returns the body that the library has signed, whatever form the headers have', async () => {
    const headers = delivery();
    const capitals = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    for (const form of [headers, capitals, new Headers(headers)])
      expect(await verify(form)).toEqual(JSON.parse(BODY));
  });

  it('takes any of several secrets and of several signatures, as while a secret is rotated', async () => {
    const next = newSigningSecret();
    const both = signatureHeaders({ id: '7-42-100', at: NOW, body: BODY }, [secret, next]);
    for (const known of [secret, next]) expect(await verify(both, BODY, known)).toBeDefined();
    expect(await verify(delivery(NOW, next), BODY, [secret, next])).toBeDefined();
  });

  it('takes what is five minutes away, and no more', async () => {
    for (const seconds of [-299, 299]) expect(await verify(delivery(secondsAway(seconds)))).toBeDefined();
    for (const seconds of [-302, 302])
      await expect(verify(delivery(secondsAway(seconds)))).rejects.toThrow(WebhookVerificationError);
  });

  it.each([
    ['another body', delivery(), `${BODY} `],
    ['another name', { ...delivery(), 'webhook-id': '7-42-101' }],
    ['another time', { ...delivery(), 'webhook-timestamp': String(Math.floor(NOW.getTime() / 1000) + 1) }],
    ['no time', { ...delivery(), 'webhook-timestamp': 'NaN' }],
    ['another secret', delivery(NOW, newSigningSecret())],
    [
      'another version',
      { ...delivery(), 'webhook-signature': delivery()['webhook-signature'].replace('v1', 'v2') },
    ],
    ['no Base64', { ...delivery(), 'webhook-signature': 'v1,%%%' }],
    ['no signature', { ...delivery(), 'webhook-signature': undefined }],
    ['no headers', new Headers()],
  ])('refuses %s', async (_, headers, body = BODY) => {
    await expect(verify(headers, body)).rejects.toThrow(WebhookVerificationError);
  });

  it.each(['', 'whsec_', 'whsec_AAAA', 'whsec_%%%', 'plain'])(
    'has no use for the secret %j',
    async (none) => {
      await expect(verify(delivery(), BODY, none)).rejects.toThrow(TypeError);
    },
  );
});
