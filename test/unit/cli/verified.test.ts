import { expect, it } from 'vitest';
import { addedTo, NOTHING_VERIFIED } from '../../../cli/move/verified.ts';

it('counts every difference, and keeps the beginning of one of each kind', () => {
  const error = { line: 1, member: '1', property: 'properties.note', error: 'differs', reason: '' };
  const difference = (details: string) => ({
    field: 'properties.note',
    kind: 'differs' as const,
    error: { ...error, details },
  });
  const found = { differences: [difference('x'.repeat(200_000)), difference('y')], changedLater: 0 };
  const verified = addedTo(NOTHING_VERIFIED, { records: 2 }, found);
  expect(verified.fields).toEqual({ 'properties.note': { differs: 2 } });
  expect(verified.samples).toEqual([{ ...error, details: `${'x'.repeat(500)}…` }]);
});
