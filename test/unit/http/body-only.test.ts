import { expect, it } from 'vitest';
import { bodyOnly } from '#shared/http/steps/body-only.ts';

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
