import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { examplesOf } from '../document/examples.ts';
import type { Node } from '../document/node.ts';
import type { OwnValue } from '../examples/own-values.ts';

/** Variables that a reply of an endpoint sets, by their place in the body. */
const CAPTURED: Readonly<Record<string, Readonly<Partial<Record<OwnValue, string>>>>> = {
  'members.create': { MEMBER_ID: 'id', EMAIL: 'properties.email', MSISDN: 'properties.msisdn' },
  'oauth.token': { ACCESS_TOKEN: 'access_token', REFRESH_TOKEN: 'refresh_token' },
  'member-bulks.create-or-update': { JOB_ID: 'job_id' },
  'member-imports.create': { IMPORT_ID: 'import_id' },
  'member-imports.show': { BULK_ID: 'bulks[0].id' },
  'messages.create': { MESSAGE_ID: 'message.id' },
  'sendings.create': { SENDING_ID: 'sending.id' },
  'tokens.create': { CLIENT_TOKEN_ID: 'token.id' },
};

export const script = (listen: 'test' | 'prerequest', exec: readonly string[]): Node => ({
  listen,
  script: { type: 'text/javascript', exec },
});

/** Runs after every reply. */
export const ON_EVERY_REPLY: Node = script('test', [
  "pm.test('succeeds', () => pm.response.to.be.success);",
  "pm.test('answers JSON', () => pm.expect(pm.response.headers.get('Content-Type')).to.match(/^application\\/json/));",
]);

const isObject = (body: unknown): body is object =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** Keys that the schema of a success demands; all where it demands none. */
const isDemanded = ({ replies }: EndpointContract, key: string): boolean => {
  const { required } = (replies[200] ?? {}) as { readonly required?: readonly string[] };
  return required?.includes(key) ?? true;
};

/** Keys that all documented successes have. */
const sharedKeys = (contract: EndpointContract): readonly string[] => {
  const bodies = Object.values(examplesOf(contract).replies[200] ?? {}).map(({ body }) => body);
  if (!bodies.every(isObject)) return [];
  const [first = {}, ...others] = bodies;
  return Object.keys(first).filter((key) => isDemanded(contract, key) && others.every((body) => key in body));
};

/** After a reply: the documented keys are there, and later requests can use what the reply says. */
export const onReply = (contract: EndpointContract, isFirst: boolean): readonly Node[] => {
  const keys = sharedKeys(contract);
  const captured = Object.entries((isFirst && CAPTURED[contract.id]) || {});
  const lines = [
    ...keys.map((key) => `  pm.test('has ${key}', () => pm.expect(reply).to.have.property('${key}'));`),
    ...captured.map(
      ([name, place]) =>
        `  if (reply.${place} !== undefined) pm.collectionVariables.set('${name.toLowerCase()}', String(reply.${place}));`,
    ),
  ];
  if (lines.length === 0) return [];
  return [
    script('test', ['if (pm.response.code === 200) {', '  const reply = pm.response.json();', ...lines, '}']),
  ];
};
