import { readFileSync } from 'node:fs';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { errorsOf } from '#shared/contracts/pre-handler-errors.ts';
import { displayName, TAGS } from '#shared/contracts/tags.ts';
import { ERROR_SCHEMAS } from './error-schemas.ts';
import { namedExamples } from './examples.ts';
import { modelSchemas } from './models.ts';
import type { Node } from './node.ts';
import { operationsOf, tagOf } from './operations.ts';
import { PARAMETERS } from './parameters.ts';
import { HEADERS, namedResponses } from './responses.ts';

const PACKAGE = new URL('../../package.json', import.meta.url);

const DESCRIPTION = [
  'Members endpoints answer below two prefixes, of 2017 and later. They differ in two statuses: a missing header is 400 or 470, an MSISDN in the path that cannot be one 404 or 422. Messaging endpoints name the club in a header, token endpoints name none.',
  'Keys of a request body that its schema does not name are dropped, not refused. Query parameters that are not listed are ignored.',
  'Every error carries its name in `X-Error-Code`. `X-Request-Id` names the request in the logs.',
  'What the gateway of AWS answers by itself (400, 404, 413 above 10 MB, 429 above its rate, 431, 500, 503) has the body `{"message": "…"}` and neither of these headers; its own `apigw-requestid` names the request in the access log.',
  '`origin_refused` comes from deployments only that let requests in through a firewall (`originSecret`).',
].join('\n\n');

const paths = (): Node => {
  const operations = CATALOGUE.flatMap(operationsOf);
  const byPath = Map.groupBy(operations, ({ path }) => path);
  return Object.fromEntries(
    [...byPath].map(([path, ways]) => [
      path,
      Object.fromEntries(ways.map(({ method, node }) => [method, node])),
    ]),
  );
};

const tags = (): readonly Node[] =>
  [...new Set(CATALOGUE.map(tagOf))].map((name) => {
    const description = TAGS[name];
    if (description === undefined) throw new Error(`No description of the tag ${name}`);
    return { name, 'x-displayName': displayName(name), description };
  });

/** The API as an OpenAPI 3.1 document, from the catalogue alone. Pages are no part of it. */
export const openApi = (): Node => ({
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
      variables: { origin: { default: 'http://127.0.0.1:3000' } },
    },
  ],
  tags: tags(),
  paths: paths(),
  components: {
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
    schemas: { ...modelSchemas(), ...ERROR_SCHEMAS },
  },
});
