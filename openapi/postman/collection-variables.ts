import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import type { Node } from '../document/node.ts';
import type { OwnValue } from '../examples/own-values.ts';

/** Variables that a reply of an endpoint sets, by their place in the body. */
const COLLECTION_VARIABLES: Readonly<Record<string, Readonly<Partial<Record<OwnValue, string>>>>> = {
  'members.create': { MEMBER_ID: 'id', EMAIL: 'properties.email', MSISDN: 'properties.msisdn' },
  'oauth.token': { ACCESS_TOKEN: 'access_token', REFRESH_TOKEN: 'refresh_token' },
  'member-bulks.create-or-update': { JOB_ID: 'job_id' },
  'member-imports.create': { IMPORT_ID: 'import_id' },
  'member-imports.show': { BULK_ID: 'bulks[0].id' },
  'messages.create': { MESSAGE_ID: 'message.id' },
  'sendings.create': { SENDING_ID: 'sending.id' },
};

/** A script that Postman runs after a reply. */
export const collectionVariables = ({ id }: EndpointContract): readonly Node[] => {
  const lines = Object.entries(COLLECTION_VARIABLES[id] ?? {}).map(
    ([name, place]) =>
      `  if (reply.${place} !== undefined) pm.collectionVariables.set('${name.toLowerCase()}', String(reply.${place}));`,
  );
  if (lines.length === 0) return [];
  const exec = ['if (pm.response.code === 200) {', '  const reply = pm.response.json();', ...lines, '}'];
  return [{ listen: 'test', script: { type: 'text/javascript', exec } }];
};
