import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ENV } from '#shared/env-names.ts';
import { ERROR_CODES, type ErrorCode } from '#shared/error-codes.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { errorsPage } from '#shared/http/errors-page.ts';
import { errorReply } from '#shared/http/replies.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

const asked = (method: string, rawPath: string) =>
  errorsPage({
    rawPath,
    requestContext: { requestId: 'r', http: { method } },
  } as unknown as APIGatewayProxyEventV2);

const linkOf = (code: ErrorCode) =>
  errorReply({ requestId: 'r', firstGeneration: false }, new LoyaltyError(code, { details: {} })).headers?.[
    'link'
  ];

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the page of errors', () => {
  it('has one section per code, where the links of errors lead', () => {
    const html = asked('GET', '/errors')?.body ?? '';
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.toSorted()).toEqual(CODES.toSorted());
    for (const code of CODES) expect(linkOf(code)).toBe(`</errors#${code}>; rel="help"`);
  });

  it('needs no script and nothing from elsewhere', () => {
    const { headers, body } = asked('GET', '/errors') ?? {};
    expect(headers?.['content-security-policy']).toContain("default-src 'none'");
    expect(body).not.toMatch(/<script|(?:src|href)="(?!#)/);
  });

  it('is no other path and no other method', () => {
    for (const [method, path] of [
      ['POST', '/errors'],
      ['GET', '/errors/x'],
      ['GET', '/'],
    ] as const)
      expect(asked(method, path)).toBeUndefined();
  });
});

it('leads to the documentation that the operator publishes', () => {
  vi.stubEnv(ENV.docsUrl, 'https://docs.example.com/loyalty');
  expect(linkOf('busy')).toBe('<https://docs.example.com/loyalty/errors.html#busy>; rel="help"');
});
