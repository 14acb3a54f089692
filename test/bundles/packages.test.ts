import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { FUNCTION_IDS, handlerPath } from '../../infra/handlers.ts';

/** What a bundle holds it reads at each cold start, so that a large package is held by those that use it alone. */
const { outputs }: Metafile = JSON.parse(
  readFileSync(join(dirname(inject('codeDirectory') ?? ''), 'meta.json'), 'utf8'),
);

const inputsOf = (id: string) =>
  Object.entries(outputs).find(([path]) => path.endsWith(`functions/${handlerPath(id)}/index.js`))?.[1]
    .inputs ?? {};

const bytesOf = (id: string, name: string): number =>
  Object.entries(inputsOf(id))
    .filter(([path]) => path.includes(`node_modules/${name}/`))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0);

/** They judge members by the schema of a club. */
const VALIDATING = [
  'members.create',
  'members.update',
  'members.validate',
  'me.update',
  'workers.bulk-chunk',
];
/** They run operations on messages and sendings, any of which a bulk may name. */
const OPERATIONS = [
  ...['messages.create', 'messages.update', 'messages.destroy', 'messages.bulks'],
  ...['sendings.create', 'sendings.update', 'sendings.cancel'],
];
const SENDERS = ['workers.deliver', 'workers.deliver-webhooks', 'workers.send'];
/** They read phone numbers as people type them. */
const NUMBERS = [
  ...VALIDATING,
  ...OPERATIONS,
  ...['members.list', 'members.get-by-msisdn', 'members.public-info-by-msisdn', 'oauth.token'],
  ...['member-bulks.create-or-update', 'member-imports.create', 'dispatches.list', 'workers.send'],
];

/** Who holds a package, and how many kilobytes of it at most. */
const HOLDERS: readonly (readonly [name: string, ids: readonly string[], kilobytes: number])[] = [
  ['ajv', VALIDATING, 115],
  ['ajv-draft-04', VALIDATING, 8],
  ['ajv-formats', [], 0],
  // Operations look with it for properties that a club names by patterns.
  ['re2js', [...VALIDATING, ...OPERATIONS], 160],
  // With the lengths and patterns of all countries' numbers, 82 KB.
  ['libphonenumber-js', NUMBERS, 124],
  ['liquidjs', [...OPERATIONS, ...SENDERS], 92],
  ['@aws-sdk/client-sesv2', SENDERS, 68],
  ['html-to-text', SENDERS, 28],
  // With its table of the entities of HTML.
  ['htmlparser2', SENDERS, 61],
  ['dom-serializer', [], 0],
];

describe('a package that costs much at the start', () => {
  it.each(HOLDERS)('%s is held by those that use it, and no more of it than they need', (name, ids, most) => {
    const held = FUNCTION_IDS.filter((id) => bytesOf(id, name) > 0);
    expect(held.toSorted()).toEqual(ids.toSorted());
    for (const id of ids) expect(bytesOf(id, name)).toBeLessThanOrEqual(most * 1024);
  });
});
