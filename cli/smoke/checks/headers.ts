import { createClient } from '../../../packages/client/src/main.ts';
import { assert, assertEqual, assertRefused, CheckSkipped } from '../assert.ts';
import { sampleConsents, sampleProperties } from '../sample-member.ts';
import type { SmokeContext } from '../smoke-context.ts';
import type { Check } from './check.ts';

/** A request as the client would never make it. */
const raw = (
  context: SmokeContext,
  path: string,
  init: RequestInit = {},
  without?: string,
): Promise<Response> => {
  const headers = new Headers({
    'X-Client-Authorization': context.token,
    'X-Product-Name': context.product,
    'X-User-Agent': 'loyalty smoke',
    'Content-Type': 'application/json',
  });
  if (without) headers.delete(without);
  const club = `${context.url}/v3/${encodeURIComponent(context.club)}`;
  return fetch(`${club}/${path}`, { ...init, headers, redirect: 'error', signal: context.signal });
};

const assertAnswer = async (answer: Promise<Response>, status: number, code: string): Promise<void> => {
  const { status: actual, headers } = await answer;
  assertEqual('The answer', `${actual} ${headers.get('x-error-code')}`, `${status} ${code}`);
};

const HEADERS: Readonly<Record<string, RegExp>> = {
  'content-type': /^application\/json/,
  'cache-control': /no-store/,
  'x-content-type-options': /^nosniff$/,
  'x-request-id': /\S/,
};

/** Another token in the place of the scene's. */
const clientWith = ({ url, club, product }: SmokeContext, token: string) =>
  createClient({ url, club, product, token, userAgent: 'loyalty smoke' });

const UNKNOWN_TOKEN = '0'.repeat(24);

/** Checks that every request passes through: headers, client and club. */
export const HEADER_CHECKS: readonly Check[] = [
  {
    name: 'the API answers with the member schema of the club',
    async run(context) {
      const schema = await context.client.clubs.schema({ signal: context.signal });
      context.byNumber = !schema.identifiers.includes('email');
      context.consents = sampleConsents(schema);
      context.properties = { ...sampleProperties(schema), ...context.properties };
    },
  },
  {
    name: 'answers are JSON that no cache keeps, and name their request',
    async run(context) {
      const { headers } = await raw(context, 'member_schema');
      for (const [name, wanted] of Object.entries(HEADERS)) {
        const value = headers.get(name) ?? '';
        assert(wanted.test(value), `The header ${name} is ${JSON.stringify(value)}`);
      }
    },
  },
  {
    name: 'an unknown client token is refused (401)',
    run: ({ signal, ...context }) =>
      assertRefused(
        clientWith({ signal, ...context }, UNKNOWN_TOKEN).clubs.schema({ signal }),
        401,
        'client_unauthorized',
      ),
  },
  {
    name: 'a token without the permit is refused (403)',
    run: async (context) => {
      const { limitedToken, signal } = context;
      if (!limitedToken)
        throw new CheckSkipped('give --limited-token, a token of the club without BL:Api:Members:Get');
      const call = clientWith(context, limitedToken).members.get({ id: 1 }, { signal });
      await assertRefused(call, 403, 'permit_missing');
    },
  },
  {
    name: 'a request without a required header is refused (470)',
    run: (context) =>
      assertAnswer(raw(context, 'member_schema', {}, 'X-Product-Name'), 470, 'required_header_missing'),
  },
  {
    name: 'an unknown path and an unknown member are not found (404)',
    async run(context) {
      await assertAnswer(raw(context, 'no_such_thing'), 404, 'route_not_found');
      const missing = context.client.members.get({ id: 999_999_999_999_999 }, { signal: context.signal });
      await assertRefused(missing, 404, 'member_not_found');
    },
  },
  {
    name: 'a body that is no JSON is refused (406)',
    run: (context) =>
      assertAnswer(raw(context, 'members', { method: 'POST', body: '{' }), 406, 'body_not_json'),
  },
  {
    name: 'a member without identifiers is refused (422)',
    run: ({ client, signal }) =>
      assertRefused(client.members.create({ properties: {} }, { signal }), 422, 'member_invalid'),
  },
];
