import { describe, expect, it } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import { docsUrlOf } from '../../infra/settings/addresses.ts';
import { resources, synthesise } from './synthesis.ts';

describe('the address of the documentation', () => {
  it('reaches every function behind the API, and no other', () => {
    const { members, messages, tokens, webhooks, pages, api, ...others } = synthesise({
      docsUrl: 'https://docs.example.com/loyalty/',
    });
    const variable = (template: typeof api) =>
      resources(template, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties['Environment'].Variables[ENV.docsUrl],
      );
    const behind = [members, messages, tokens, webhooks, pages, api].flatMap(variable);
    expect(new Set(behind)).toEqual(new Set(['https://docs.example.com/loyalty']));
    expect(new Set(Object.values(others).flatMap(variable))).toEqual(new Set([undefined]));
  });

  it.each([
    'http://docs.example.com',
    'docs.example.com',
    'https://docs.example.com/?a=b',
    'https://docs.example.com/#errors',
    'https://me@docs.example.com',
    7,
  ])('is refused as %s', (value) => {
    expect(() => docsUrlOf(value)).toThrow(/^docsUrl/);
  });
});
