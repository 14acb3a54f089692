import { expect, it } from 'vitest';
import { bodyOnly } from '#shared/http/steps/body-only.ts';
import { requestId } from '#shared/http/steps/request-id.ts';

const check = (rawQueryString: string, json: unknown): unknown => {
  const step = bodyOnly({ contract: { bodyOnly: ['password', 'token'] } } as never);
  return step.before({ event: { rawQueryString }, internal: { json } } as never);
};

it.each([undefined, null, 5, 'password', [], {}, { other: 1 }])(
  'a secret in the query is refused beside the body %j',
  (json) => {
    expect(() => check('password=x', json)).toThrow(
      expect.objectContaining({ code: 'parameter_in_query' }) as never,
    );
    expect(() => check('token=x&password=y', json)).toThrow('password, token');
  },
);

it('a query is no matter where the body has the secret, or the query none', () => {
  expect(check('password=x', { password: 'y' })).toBeUndefined();
  expect(check('page=1', null)).toBeUndefined();
});

it('a header without a value is missing', () => {
  const internal: { headers?: object } = {};
  const event = {
    requestContext: { requestId: 'r' },
    rawPath: '/',
    headers: { 'X-None': undefined, 'X-Blank': ' ', 'X-Some': ' a ' },
  };
  requestId().before({ event, internal } as never);
  expect(internal.headers).toEqual({ 'x-some': 'a' });
});
