import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { type EndpointContract, PARAMETER_PATTERNS } from '#shared/contracts/endpoint.ts';
import { errorsOf } from '#shared/contracts/pre-handler-errors.ts';
import { ERROR_CODES, type ErrorCode, type ErrorRow } from '#shared/error-codes.ts';
import { documentedBody } from '../../openapi/document/bodies.ts';
import { ERROR_SCHEMAS, SCHEMA_BY_SHAPE } from '../../openapi/document/error-schemas.ts';
import { EXAMPLES } from '../../openapi/examples/catalogue.ts';
import { errorExample } from '../../openapi/examples/errors.ts';
import type { EndpointExamples } from '../../openapi/examples/example.ts';
import { ajv } from '../support/openapi.ts';

const compiled = new Map<unknown, ReturnType<typeof ajv.compile>>();

const problem = (schema: unknown, value: unknown): string | undefined => {
  const validate = compiled.get(schema) ?? ajv.compile(schema as object);
  compiled.set(schema, validate);
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
};

const WHERE = 'openapi/examples/<group>.ts, listed in its catalogue.ts (see CONTRIBUTING.md)';

const examplesOf = ({ id }: EndpointContract): EndpointExamples => EXAMPLES[id]!;
const shown = CATALOGUE.filter(({ id }) => EXAMPLES[id]);
const missing = CATALOGUE.filter(({ id }) => !EXAMPLES[id]).map(({ id }) => id);

const named = (id: string, kind: string, name: string, found: string | undefined): string =>
  found === undefined ? 'good' : `${id}, ${kind} '${name}': ${found}`;

/** `ids[]` and `properties[language]` → the parameter that the contract names. */
const parameterOf = (name: string): string => name.replace(/\[.*$/, '');

it('every endpoint has examples', () => {
  expect(missing, `Add ${missing.join(', ')} to ${WHERE}`).toEqual([]);
});

describe.each(shown)('examples of $id', (contract) => {
  const { id, body } = contract;

  it('hold a request, with every parameter of its path and none that it does not have', () => {
    const requests = Object.values(examplesOf(contract).requests);
    expect(requests.length, `${id} needs an example under requests: add it to ${WHERE}`).toBeGreaterThan(0);
    for (const { path = {}, query = {} } of requests) {
      expect(Object.keys(path).sort(), `path of ${id}`).toEqual(Object.keys(contract.parameters).sort());
      for (const [name, kind] of Object.entries(contract.parameters)) {
        expect(path[name]).toMatch(PARAMETER_PATTERNS[kind]);
      }
      for (const name of Object.keys(query)) expect(contract.query ?? {}).toHaveProperty([parameterOf(name)]);
    }
  });

  it('hold bodies where it takes one, as its function and its documents want them', () => {
    const requests = Object.entries(examplesOf(contract).requests);
    for (const [name, request] of requests) {
      expect('body' in request, `${id}, request '${name}': body`).toBe(body !== undefined);
      if (!body) continue;
      expect(named(id, 'request', name, problem(body.schema, request.body))).toBe('good');
      expect(named(id, 'request', name, problem(documentedBody(contract), request.body))).toBe('good');
    }
  });

  it('hold a reply for every status that it declares, as declared', () => {
    const { replies } = examplesOf(contract);
    expect(Object.keys(replies), `${id} needs examples under replies: add them to ${WHERE}`).toEqual(
      Object.keys(contract.replies),
    );
    for (const [status, schema] of Object.entries(contract.replies)) {
      const examples = Object.entries(replies[Number(status)] ?? {});
      expect(examples.length, `${id} needs an example of a ${status}`).toBeGreaterThan(0);
      for (const [name, reply] of examples) {
        expect(named(id, `reply ${status}`, name, problem(schema, reply.body))).toBe('good');
      }
    }
  });

  it('word only errors that it declares', () => {
    const codes = errorsOf(contract);
    for (const code of Object.keys(examplesOf(contract).errors ?? {})) expect(codes).toContain(code);
  });
});

/** @param code whose shape the body must have */
const errorProblem = (code: ErrorCode, body: unknown): string | undefined => {
  const { shape }: ErrorRow = ERROR_CODES[code];
  return problem({ ...SCHEMA_BY_SHAPE[shape]([code]), components: { schemas: ERROR_SCHEMAS } }, body);
};

describe('examples', () => {
  it('belong to endpoints', () => {
    const ids = CATALOGUE.map(({ id }) => id as string);
    expect(Object.keys(EXAMPLES).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])('of errors have the documented shape: %s', (code) => {
    expect(named(code, 'error', code, errorProblem(code, errorExample(code)))).toBe('good');
    for (const [id, { errors = {} }] of Object.entries(EXAMPLES)) {
      if (!(code in errors)) continue;
      expect(named(id, 'error', code, errorProblem(code, errors[code]))).toBe('good');
    }
  });
});
