import { readFileSync } from 'node:fs';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { errorsOf } from '#shared/contracts/pre-handler-errors.ts';
import { displayName, TAGS, tagOf } from '#shared/contracts/tags.ts';
import { bodySchemas } from './bodies.ts';
import { DEMO } from './curl.ts';
import { ERROR_SCHEMAS } from './error-schemas.ts';
import { namedExamples } from './examples.ts';
import { modelSchemas } from './models.ts';
import { withNamedParts } from './named-parts.ts';
import type { Node } from './node.ts';
import type { Operation } from './operations.ts';
import { PARAMETERS } from './parameters.ts';
import { reachable } from './reachable.ts';
import { HEADERS, namedResponses } from './responses.ts';

const PACKAGE = new URL('../../package.json', import.meta.url);

const DESCRIPTION = [
  'Members endpoints answer below two prefixes, of 2017 and later. They differ in two statuses: a missing header is 400 or 470, an MSISDN in the path that cannot be one 404 or 422. Messaging endpoints name the club in a header, token endpoints name none.',
  'Keys of a request body that its schema does not name are dropped, not refused. Query parameters that are not listed are ignored.',
  'Errors carry their name in `X-Error-Code`; a messaging bulk that failed has `results` instead. `X-Request-Id` names the request in the logs.',
  'What the gateway of AWS answers by itself (400, 404, 413 above 10 MB, 429 above its rate, 431, 500, 503) has the body `{"message": "…"}` and neither of these headers; its own `apigw-requestid` names the request in the access log.',
  '`origin_refused` comes from deployments only that let requests in through a firewall (`originSecret`).',
].join('\n\n');

const COMPONENTS = {
  securitySchemes: {
    clientToken: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Client-Authorization',
      description: 'Client token of a backend; it holds permits and may be limited to clubs and a product.',
    },
    adminToken: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        'Client token that administers others: plain, or after the scheme `Bearer`. It grants what it holds, within its own clubs, customers and product.',
    },
    memberToken: {
      type: 'http',
      scheme: 'bearer',
      description: "A member's access token, from `POST members/oauth/token`.",
    },
  },
  parameters: PARAMETERS,
  headers: HEADERS,
  responses: namedResponses(CATALOGUE),
  examples: namedExamples(CATALOGUE, errorsOf),
  schemas: withNamedParts({ ...modelSchemas(), ...bodySchemas(CATALOGUE), ...ERROR_SCHEMAS }),
};

const pathsOf = (operations: readonly Operation[]): Node =>
  Object.fromEntries(
    [...Map.groupBy(operations, ({ path }) => path)].map(([path, ways]) => [
      path,
      Object.fromEntries(ways.map(({ method, node }) => [method, node])),
    ]),
  );

const tagsOf = (operations: readonly Operation[]): readonly Node[] =>
  [...new Set(operations.map(tagOf))].map((name) => ({
    name,
    'x-displayName': displayName(name),
    description: TAGS[name],
  }));

/** @throws where a tag is not in the table: its operations would be lost without a word */
const inReadingOrder = (operations: readonly Operation[]): readonly Operation[] => {
  const order = Object.keys(TAGS);
  const placeOf = (operation: Operation): number => {
    const place = order.indexOf(tagOf(operation));
    if (place < 0) throw new Error(`No description of the tag ${tagOf(operation)}`);
    return place;
  };
  return operations.toSorted((one, other) => placeOf(one) - placeOf(other));
};

/** These operations as an OpenAPI 3.1 document, with the components that they use. */
export const documentOf = (operations: readonly Operation[]): Node => {
  const ordered = inReadingOrder(operations);
  const paths = pathsOf(ordered);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Loyalty club backend',
      version: JSON.parse(readFileSync(PACKAGE, 'utf8')).version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{origin}',
        description: 'Your deployment; by default the local stack',
        variables: { origin: { default: DEMO.origin } },
      },
    ],
    tags: tagsOf(ordered),
    paths,
    components: reachable(paths, COMPONENTS),
  };
};
