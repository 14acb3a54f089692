import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { messageId, newSigningSecret, signatureHeaders } from '#shared/crypto/webhook-secrets.ts';

const at = new Date();
const body = '{"version":2,"events":[],"text":"ü"}';

describe('the signature of a delivery', () => {
  it('is the one of the Standard Webhooks library, which verifies it under each secret', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const headers = signatureHeaders({ id: '7-42-100', at, body }, secrets);
    const expected = secrets.map((secret) => new Webhook(secret).sign('7-42-100', at, body)).join(' ');
    expect(headers['webhook-signature']).toBe(expected);
    for (const secret of secrets)
      expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
  });

  it('is of no use for another body, name, time or secret', () => {
    const secret = newSigningSecret();
    const headers = { ...signatureHeaders({ id: '7-42-100', at, body }, [secret]) };
    const refusals: [string, Record<string, string>, string][] = [
      [`${body} `, headers, secret],
      [body, { ...headers, 'webhook-id': '7-42-101' }, secret],
      [body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }, secret],
      [body, headers, newSigningSecret()],
      [
        body,
        { ...signatureHeaders({ id: 'a', at: new Date(at.getTime() - 301_000), body }, [secret]) },
        secret,
      ],
    ];
    for (const [text, sent, known] of refusals) expect(() => new Webhook(known).verify(text, sent)).toThrow();
  });

  it('is what the commands of the guide print', () => {
    const guide = readFileSync(new URL('../../../docs/guide/13-webhooks.md', import.meta.url), 'utf8');
    const [, commands = ''] = /```sh\n(KEY=[\s\S]*?)```/.exec(guide) ?? [];
    const secret = newSigningSecret();
    const headers = signatureHeaders({ id: '7-42-100', at, body }, [secret]);
    const cwd = mkdtempSync(join(tmpdir(), 'webhook-'));
    writeFileSync(join(cwd, 'body.json'), body);
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      SIGNING_SECRET: secret,
      WEBHOOK_ID: '7-42-100',
      WEBHOOK_TIMESTAMP: headers['webhook-timestamp'],
    };
    const printed = execFileSync('sh', ['-c', commands], { cwd, env }).toString().trim();
    rmSync(cwd, { recursive: true });
    expect(`v1,${printed}`).toBe(headers['webhook-signature']);
  });

  it('names a message after its event, and several after all of them', () => {
    expect(messageId(['7-42-100'])).toBe('7-42-100');
    const both = messageId(['7-42-100', '7-42-101']);
    expect(both).toMatch(/^batch-[0-9a-f]{32}$/);
    expect(messageId(['7-42-100', '7-42-101'])).toBe(both);
    expect(messageId(['7-42-101', '7-42-100'])).not.toBe(both);
  });
});
