import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import { originSecretsOf } from '../../infra/settings/origin.ts';
import { resources, synthesise } from './synthesis.ts';

const SECRET = '0123456789abcdef0123456789ABCDEF';
const DIGEST = createHash('sha256').update(SECRET).digest('hex');

describe('the origin secret', () => {
  it('reaches every function behind the API as a digest, and nothing else', () => {
    const { members, messages, tokens, webhooks, pages, api, ...others } = synthesise({
      originSecret: `${SECRET},sha256:${'a'.repeat(64)}`,
    });
    const variable = (template: typeof api) =>
      resources(template, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties['Environment'].Variables[ENV.originSecrets],
      );
    const behind = [members, messages, tokens, webhooks, pages, api].flatMap(variable);
    expect(behind.length).toBeGreaterThan(50);
    expect(new Set(behind)).toEqual(new Set([`${DIGEST},${'a'.repeat(64)}`]));
    expect(new Set(Object.values(others).flatMap(variable))).toEqual(new Set([undefined]));
    for (const template of [members, messages, tokens, webhooks, pages, api, ...Object.values(others)]) {
      expect(JSON.stringify(template.toJSON())).not.toContain(SECRET);
    }
  });

  it.each([undefined, ''])('is none where nothing is set: %s', (value) => {
    expect(originSecretsOf(value)).toEqual([]);
  });

  it.each(['short', 'x'.repeat(129), `${'x'.repeat(32)} `.padStart(40, ' y'), `${SECRET},`, 'sha256:abc', 7])(
    'is refused as %s, without being told again',
    (value) => {
      expect(() => originSecretsOf(value)).toThrow(/^originSecret must be 32 to 128 random characters/);
    },
  );
});
