import { expect, it } from 'vitest';
import type { RequestActivity } from '../../../local/activity/activity.ts';
import { activityLine } from '../../../local/activity/lines.ts';
import { matchRoute, nearestRoute } from '../../../local/gateway/routes.ts';
import { shownPath } from '../../../local/gateway/shown-path.ts';

const AT = '2026-03-01T09:05:07.123Z';
const line = (activity: object) =>
  activityLine({ at: AT, ...activity } as never, (color, text) => (color === 'bold' ? text : text));

const REQUEST: Omit<RequestActivity, 'at'> = {
  kind: 'request',
  method: 'POST',
  path: '/v3/infinity-mall/members',
  status: 422,
  error: 'member_invalid',
  milliseconds: 12,
  request_id: 'b1f0',
  nearest: null,
};

it('writes one line for a request, a message and a step of a bulk', () => {
  expect(line(REQUEST)).toBe('03-01 09:05:07 POST   /v3/infinity-mall/members 422 member_invalid 12 ms b1f0');
  const mail = { kind: 'message', channel: 'email', to: ['ann@example.com'], subject: 'Welcome' };
  expect(line(mail)).toBe('03-01 09:05:07 mail → ann@example.com: Welcome');
  expect(line({ kind: 'message', channel: 'sms', to: ['+4790000001'], subject: null })).toBe(
    '03-01 09:05:07 sms → +4790000001',
  );
  const job = { source: 'bulk', id: 'first', chunks: 50, chunks_done: 2 };
  const members = { members_created: 100, members_updated: 99, members_invalid: 1 };
  expect(line({ kind: 'job', ...job, ...members })).toBe(
    '03-01 09:05:07 bulk first: 2 of 50 chunks, 100 created, 99 updated, 1 invalid',
  );
});

it('shows the end of an app token only, and no control character of a subject', () => {
  const push = {
    kind: 'message',
    channel: 'push',
    to: ['a-very-secret-token'],
    subject: 'New\u001b[2J\ndeal',
  };
  expect(line(push)).toBe('03-01 09:05:07 push → app …oken: New [2J deal');
});

const shown = (path: string, method = 'GET'): string => {
  const segments = path.slice(1).split('/');
  return shownPath(matchRoute(method, segments), segments);
};

it.each([
  ['/v3/infinity-mall/members/12', '/v3/infinity-mall/members/12'],
  ['/v3/infinity-mall/members/by_email/kari@example.com', '/v3/infinity-mall/members/by_email/{email}'],
  ['/v3/infinity-mall/members/by_msisdn/4790000001', '/v3/infinity-mall/members/by_msisdn/{msisdn}'],
  ['/v3/kari@example.com/members/12', '/v3/{loyalty_club_slug}/members/12'],
  ['/v3/infinity-mall/membres/kari@example.com', '/v3/infinity-mall/membres/…'],
  ['/v9/B7t9U9tsoWsGhrv2ouUoSqpM/4790000001', '/v9/…/…'],
])('logs %s as %s', (path, expected) => {
  expect(shown(path)).toBe(expected);
});

it.each([
  ['GET', '/v3/infinity-mall/membres', 'GET /v3/{loyalty_club_slug}/members'],
  ['GET', '/v1/mesages/12', 'GET /v1/messages/{id}'],
  ['PATCH', '/v3/infinity-mall/members/12', 'PUT /v3/{loyalty_club_slug}/members/{id}'],
  ['GET', '/favicon.ico', undefined],
  ['GET', `/${'x'.repeat(400)}`, undefined],
])('%s %s was probably meant for %s', (method, path, route) => {
  expect(nearestRoute(method, path.slice(1).split('/'))).toBe(route);
});
