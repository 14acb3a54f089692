import { describe, expect, it } from 'vitest';
import { routesOf } from '../../infra/routes.ts';
import { CATALOGUE } from '../../shared/contracts/catalogue.ts';
import { commonRoad, errorsOf } from '../../shared/contracts/common-road.ts';
import { PARAMETER_PATTERNS } from '../../shared/contracts/endpoint.ts';
import { ERROR_CODES, type ErrorRow } from '../../shared/error-codes.ts';
import {
  ajv,
  codesOf,
  operationsOf,
  parametersIn,
  resolved,
  responsesOf,
  withSchemas,
} from '../support/openapi.ts';

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

  it('has the body that its function validates', () => {
    for (const { node } of own) {
      expect(resolved(node.requestBody?.content['application/json'].schema)).toEqual(contract.body?.schema);
    }
  });

  it('has the replies that tests check answers against', () => {
    for (const [status, reply] of Object.entries(contract.replies)) {
      for (const { node } of own) {
        const { schema } = resolved(node.responses[status]).content['application/json'];
        expect(schema.anyOf ? schema.anyOf[0] : schema).toEqual(reply);
      }
    }
  });

  it('tells every error of its contract and of the road, at its status and with a body of its shape', () => {
    for (const { path, node } of own) {
      const codes = codesOf(node);
      expect(codes).toEqual(expect.arrayContaining([...contract.errors, ...commonRoad(contract)]));
      expect(codes.toSorted()).toEqual([...errorsOf(contract)].sort());
      for (const [status, response] of responsesOf(node)) {
        const validate = ajv.compile(withSchemas(response.content['application/json'].schema));
        for (const code of response['x-error-codes'] ?? []) {
          const row: ErrorRow = ERROR_CODES[code as keyof typeof ERROR_CODES];
          const byFamily = path.startsWith('/api/v3/') ? 400 : 470;
          expect(Number(status)).toBe(row.status === 'by_family' ? byFamily : row.status);
          expect(validate(BODIES[row.shape](row, code)), `${code}: ${ajv.errorsText(validate.errors)}`).toBe(
            true,
          );
        }
      }
    }
  });
});

/** A body of each shape as the API answers it (contract §1.3, §1.8, §1.9.1). */
const BODIES: Record<ErrorRow['shape'], (row: ErrorRow, code: string) => unknown> = {
  plain: ({ message }) => ({ error: message }),
  reason: (_, code) => ({ error: code }),
  member: () => ({
    email: [{ error: 'invalid', property: 'email' }],
    properties: [
      {
        error: {
          language: [{ error: 'value_not_match', value: 'een', values: 'en, no', property: 'language' }],
        },
      },
    ],
  }),
  tree: ({ message }) => ({
    error: message,
    details: {
      member: {
        msisdns: {
          0: [{ value: '1', error: 'invalid_msisdn', options: {}, message: 'is not a valid MSISDN' }],
        },
      },
    },
  }),
};
