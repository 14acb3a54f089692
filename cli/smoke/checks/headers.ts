import { createClient } from '../../../packages/client/src/main.ts';
import { CheckSkipped, insist, insistEqual, insistRefused } from '../assert.ts';
import { sampleConsents, sampleProperties } from '../sample-member.ts';
import type { Scene } from '../smoke-context.ts';
import type { Check } from './check.ts';

/** A request as the client would never make it. */
const raw = (scene: Scene, path: string, init: RequestInit = {}, without?: string): Promise<Response> => {
  const headers = new Headers({
    'X-Client-Authorization': scene.token,
    'X-Product-Name': scene.product,
    'X-User-Agent': 'loyalty smoke',
    'Content-Type': 'application/json',
  });
  if (without) headers.delete(without);
  const club = `${scene.url}/v3/${encodeURIComponent(scene.club)}`;
  return fetch(`${club}/${path}`, { ...init, headers, redirect: 'error', signal: scene.signal });
};

const insistAnswer = async (answer: Promise<Response>, status: number, code: string): Promise<void> => {
  const { status: actual, headers } = await answer;
  insistEqual('The answer', `${actual} ${headers.get('x-error-code')}`, `${status} ${code}`);
};

const HEADERS: Readonly<Record<string, RegExp>> = {
  'content-type': /^application\/json/,
  'cache-control': /no-store/,
  'x-content-type-options': /^nosniff$/,
  'x-request-id': /\S/,
};

/** Another token in the place of the scene's. */
const clientWith = ({ url, club, product }: Scene, token: string) =>
  createClient({ url, club, product, token, userAgent: 'loyalty smoke' });

const UNKNOWN_TOKEN = '0'.repeat(24);

/** The road that every request takes. */
export const ROAD_CHECKS: readonly Check[] = [
  {
    name: 'the API answers with the member schema of the club',
    async run(scene) {
      const schema = await scene.client.clubs.schema({ signal: scene.signal });
      scene.byNumber = !schema.identifiers.includes('email');
      scene.consents = sampleConsents(schema);
      scene.properties = { ...sampleProperties(schema), ...scene.properties };
    },
  },
  {
    name: 'answers are JSON that no cache keeps, and name their request',
    async run(scene) {
      const { headers } = await raw(scene, 'member_schema');
      for (const [name, wanted] of Object.entries(HEADERS)) {
        const value = headers.get(name) ?? '';
        insist(wanted.test(value), `The header ${name} is ${JSON.stringify(value)}`);
      }
    },
  },
  {
    name: 'an unknown client token is refused (401)',
    run: ({ signal, ...scene }) =>
      insistRefused(
        clientWith({ signal, ...scene }, UNKNOWN_TOKEN).clubs.schema({ signal }),
        401,
        'client_unauthorized',
      ),
  },
  {
    name: 'a token without the permit is refused (403)',
    run: async (scene) => {
      const { limitedToken, signal } = scene;
      if (!limitedToken)
        throw new CheckSkipped('give --limited-token, a token of the club without BL:Api:Members:Get');
      const call = clientWith(scene, limitedToken).members.get({ id: 1 }, { signal });
      await insistRefused(call, 403, 'permit_missing');
    },
  },
  {
    name: 'a request without a required header is refused (470)',
    run: (scene) =>
      insistAnswer(raw(scene, 'member_schema', {}, 'X-Product-Name'), 470, 'required_header_missing'),
  },
  {
    name: 'an unknown path and an unknown member are not found (404)',
    async run(scene) {
      await insistAnswer(raw(scene, 'no_such_thing'), 404, 'route_not_found');
      const nobody = scene.client.members.get({ id: 999_999_999_999_999 }, { signal: scene.signal });
      await insistRefused(nobody, 404, 'member_not_found');
    },
  },
  {
    name: 'a body that is no JSON is refused (406)',
    run: (scene) => insistAnswer(raw(scene, 'members', { method: 'POST', body: '{' }), 406, 'body_not_json'),
  },
  {
    name: 'a member without identifiers is refused (422)',
    run: ({ client, signal }) =>
      insistRefused(client.members.create({ properties: {} }, { signal }), 422, 'member_invalid'),
  },
];
