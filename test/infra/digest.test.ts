import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROUTES, routeKey } from '../../infra/routes.ts';
import { digests } from '../../infra/stack-summary/stack-summary.ts';

const EXPORTS = readFileSync(
  new URL('../../infra/stack-summary/generated/exports.txt', import.meta.url),
  'utf8',
);
const told = digests(EXPORTS);

it('tells every stack in a file of its own, and has no file of a stack that is gone', () => {
  const files = readdirSync(new URL('../../infra/stack-summary/generated/', import.meta.url));
  expect(files.sort()).toEqual([...told.keys()].map((stack) => `${stack}.txt`).sort());
});

it('is the same for the same sources, whatever the code of the functions is called', () => {
  expect(digests(EXPORTS)).toEqual(told);
  for (const text of told.values()) expect(text).not.toMatch(/[0-9a-f]{32}|loyalty-code-|cdk\.out/);
});

it('tells every route with its function, every alarm with its runbook, and never "?"', () => {
  const all = [...told.values()].join('\n');
  for (const route of ROUTES) expect(all).toContain(`\n${routeKey(route)} → `);
  expect(all).not.toContain('→ ?');
  const alarms = all.match(/^loyalty-prod-[\w.-]+: .*in a row$/gm) ?? [];
  expect(all.match(/What to do: docs\/operations\.md#/g)).toHaveLength(alarms.length);
});

it('tells what each function may do, and to what', () => {
  expect(told.get('Pages')).toMatch(/^pages\.unsubscribe: 1769 MB, \d+ s\n {4}knows .*TABLE_NAME/m);
  expect(told.get('Workers')).toContain('    sqs:SendMessage on sending/Queue');
});
