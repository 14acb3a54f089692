import { describe, expect, it } from 'vitest';

import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { PARAMETER_PATTERNS } from '#shared/contracts/endpoint.ts';
import { errorsOf, preHandlerErrors } from '#shared/contracts/pre-handler-errors.ts';
import { DOCUMENTED_SPELLING } from '#shared/contracts/spellings.ts';
import { ERROR_CODES, type ErrorRow } from '#shared/error-codes.ts';
import { routesOf } from '../../infra/routes.ts';
import { documentedBody } from '../../openapi/document/bodies.ts';
import type { Node } from '../../openapi/document/node.ts';
import { portable } from '../../openapi/document/portable.ts';
import {
  ajv,
  codesOf,
  operationsOf,
  parametersIn,
  resolved,
  responsesOf,
  withSchemas,
} from '../support/openapi.ts';

/** A schema without the texts at its properties, which only readers of the document get. */
const bare = (node: any): any => {
  if (Array.isArray(node)) return node.map(bare);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => key !== 'description' || typeof value !== 'string')
      .map(([key, value]) => [key, bare(value)]),
  );
};

/** A contract's schema with the spelling of each parameter that the document recommends. */
const spelled = (schema: unknown): unknown => {
  const documented = DOCUMENTED_SPELLING.get(schema);
  if (documented) return documented;
  if (Array.isArray(schema)) return schema.map(spelled);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, inside]) => [key, spelled(inside)]));
};

describe.each(CATALOGUE)('$id', (contract) => {
  const own = operationsOf(contract);

  it('has one operation for each path and method', () => {
    expect(own.length).toBe(routesOf(contract).length);
  });

  it('declares the parameters of its path with their patterns', () => {
    for (const { path, node } of own) {
      const declared = parametersIn(node, 'path');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(declared.map(({ name }) => name).sort()).toEqual(named.sort());
      for (const [name, kind] of Object.entries(contract.parameters)) {
        const { schema, required } = declared.find((one) => one.name === name);
        expect(required).toBe(true);
        expect(schema.pattern).toBe(PARAMETER_PATTERNS[kind].source);
      }
    }
  });

  it('declares the query parameters of its contract', () => {
    const names = Object.keys(contract.query ?? {}).sort();
    for (const { node } of own) {
      expect(
        parametersIn(node, 'query')
          .map(({ name }) => name.replace('[]', ''))
          .sort(),
      ).toEqual(names);
    }
  });

  it('asks for the headers, tokens and permit that the endpoint asks for', () => {
    const { family } = contract;
    const club = family === 'messages' ? ['X-Loyalty-Club-Slug'] : [];
    const common = family === 'tokens' ? [] : ['X-Product-Name', 'X-User-Agent'];
    const token = family === 'tokens' ? 'adminToken' : 'clientToken';
    for (const { node } of own) {
      const required = parametersIn(node, 'header').filter((one) => one.required);
      expect(required.map(({ name }) => name)).toEqual([...common, ...club]);
      expect(node.security).toEqual([{ [token]: [], ...(contract.memberToken && { memberToken: [] }) }]);
      expect(node['x-permit']).toBe(contract.permit);
      expect(node.description).toContain(`\`${contract.permit}\``);
    }
  });

  it('has the body that its function or the rules of its body validate', () => {
    const documented = spelled(documentedBody(contract)) as Node | undefined;
    const body = documented && portable(documented);
    for (const { node } of own) {
      expect(bare(resolved(node.requestBody?.content['application/json'].schema))).toEqual(body);
    }
  });

  it('has the replies that tests check answers against', () => {
    for (const [status, reply] of Object.entries(contract.replies)) {
      for (const { node } of own) {
        const { schema } = resolved(node.responses[status]).content['application/json'];
        expect(bare(schema.anyOf ? schema.anyOf[0] : schema)).toEqual(portable(reply as Node));
      }
    }
  });

  it('shows a runnable command and an example of every body', () => {
    for (const { path, node } of own) {
      expect(node['x-codeSamples'][0].source).toContain(`"http://127.0.0.1:3000${path.split('{')[0]}`);
      for (const media of [node.requestBody, ...responsesOf(node).map(([, response]) => response)]) {
        if (!media) continue;
        const { examples, schema } = media.content['application/json'];
        const validate = ajv.compile(withSchemas(schema));
        expect(Object.keys(examples).length).toBeGreaterThan(0);
        for (const [name, example] of Object.entries<any>(resolved(examples))) {
          expect(validate(example.value), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true);
        }
      }
    }
  });

  it('lists every error of its contract and of the checks before it, at its status and with a body of its shape', () => {
    for (const { path, node } of own) {
      const codes = codesOf(node);
      expect(codes).toEqual(expect.arrayContaining([...contract.errors, ...preHandlerErrors(contract)]));
      expect(codes.toSorted()).toEqual([...errorsOf(contract)].sort());
      for (const [status, response] of responsesOf(node)) {
        const validate = ajv.compile(withSchemas(response.content['application/json'].schema));
        for (const code of response['x-error-codes'] ?? []) {
          const row: ErrorRow = ERROR_CODES[code as keyof typeof ERROR_CODES];
          const byFamily = path.startsWith('/api/v3/') ? 400 : 470;
          expect(Number(status)).toBe(row.status === 'by_family' ? byFamily : row.status);
          const { value } = resolved(response.content['application/json'].examples[code]);
          expect(validate(value), `${code}: ${ajv.errorsText(validate.errors)}`).toBe(true);
        }
      }
    }
  });
});
