import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { declaration, typeText } from '../../openapi/client/type-text.ts';
import { findingsOf } from '../../packages/client/src/findings.ts';
import { OPERATIONS } from '../../packages/client/src/generated/operations.ts';
import { createClient } from '../../packages/client/src/main.ts';
import { CREDENTIALS } from '../../packages/client/src/request.ts';
import { document } from '../support/openapi.ts';

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const client: any = createClient({ url: 'https://api.example.com', token: 't', club: 'mall' });

describe('the client', () => {
  it.each(CATALOGUE.map(({ id }) => id))('has a method for %s', (id) => {
    const [group = '', verb = ''] = id.split('.').map(camel);
    expect(client[group][verb]).toBeTypeOf('function');
  });

  it('calls paths that the document has, the newest of each endpoint', () => {
    for (const [id, { path, method }] of Object.entries(OPERATIONS)) {
      const { operationId } = document.paths[path][method.toLowerCase()];
      expect([id, `${id}.v3`]).toContain(operationId);
      expect(document.paths[path][method.toLowerCase()]['x-alias-of']).toBeUndefined();
      expect(path).not.toMatch(/^\/api\//);
    }
  });

  it('knows every security scheme that an endpoint asks for', () => {
    const schemes = new Set(Object.values(OPERATIONS).flatMap(({ security }) => [...security]));
    expect(Object.keys(CREDENTIALS)).toEqual(expect.arrayContaining([...schemes]));
  });
});

describe('types', () => {
  it.each([
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ enum: ['a', "b's", null] }, "'a' | 'b\\'s' | null"],
    [{ const: true }, 'true'],
    [{ $ref: '#/components/schemas/Member' }, 'Member'],
    [{}, 'unknown'],
    [{ anyOf: [{ type: 'string' }, {}] }, 'unknown'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
    [
      { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
      'readonly (readonly number[])[]',
    ],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, '{ readonly [key: string]: number }'],
    [{ allOf: [{ enum: [1, 2] }, { type: 'integer' }] }, '(1 | 2) & number'],
  ])('of %j are %s', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });

  it('of objects name what is required, and stay open where the schema is', () => {
    const properties = { id: { type: 'integer' }, 'odd-name': { description: 'Odd.', type: 'string' } };
    expect(
      declaration('Thing', { type: 'object', properties, required: ['id'] }),
    ).toBe(`export interface Thing {
  readonly id: number;
  /** Odd. */
  readonly 'odd-name'?: string;
  readonly [key: string]: unknown;
}
`);
  });
});

describe('error codes', () => {
  it('are all told apart in the types', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(
      new URL('../../packages/client/src/generated/errors.ts', import.meta.url),
      'utf8',
    );
    for (const code of Object.keys(ERROR_CODES)) expect(source).toContain(`readonly ${code}: `);
  });
});

describe('the findings in an error message', () => {
  it('are places and codes, never values', () => {
    const email = [{ error: 'duplicated_email_in_community', property: 'email' }];
    const language = [{ error: 'value_not_match', value: 'secret', values: 'en, no', property: 'language' }];
    const body = { email, properties: [{ error: { language } }] };
    expect(findingsOf(body)).toBe('email duplicated_email_in_community, properties.language value_not_match');
    const leaf = [{ value: 'secret', error: 'presence', options: {}, message: 'must be present' }];
    const tree = { error: 'Invalid parameters', details: { message: { channels: { 0: { type: leaf } } } } };
    expect(findingsOf(tree)).toBe('message.channels.0.type presence');
  });

  it('are few, and none where there is only a text', () => {
    const many = Object.fromEntries('abcdefgh'.split('').map((name) => [name, [{ error: 'invalid' }]]));
    expect(findingsOf(many)).toMatch(/e invalid, and 3 more$/);
    expect(findingsOf({ error: 'Member not found' })).toBe('');
    expect(findingsOf(undefined)).toBe('');
  });
});
