import { expect, it } from 'vitest';
import { requestId } from '#shared/http/steps/request-id.ts';

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
