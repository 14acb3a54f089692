import { describe, expect, it } from 'vitest';
import {
  BLOCK_IDS,
  EMPTY_BLOCK,
  idsIn,
  isRemoved,
  restoreIds,
  withChanges,
} from '#shared/domain/members/member-block.ts';

const BLOCK = 3;
const FIRST = BLOCK * BLOCK_IDS;
const [A, B, C, LAST] = [FIRST, FIRST + 7, FIRST + 8, FIRST + BLOCK_IDS - 1];

const block = withChanges(EMPTY_BLOCK, { created: [A, B, C, LAST], removed: [B, LAST] });

describe('a block of ids', () => {
  it('has what was created and not removed, in order, whatever was recorded first', () => {
    expect(idsIn(BLOCK, block)).toEqual([A, C]);
    expect(idsIn(BLOCK, withChanges(block, { created: [LAST, B], removed: [] }))).toEqual([A, C]);
  });

  it('has a restored id again, and no other', () => {
    const restored = restoreIds(block, [LAST]);
    expect(idsIn(BLOCK, restored)).toEqual([A, C, LAST]);
    expect([isRemoved(restored, B), isRemoved(restored, LAST)]).toEqual([true, false]);
    expect(idsIn(BLOCK, restoreIds(block, []))).toEqual([A, C]);
  });

  it('has no id that was restored and never created', () => {
    expect(idsIn(BLOCK, restoreIds(EMPTY_BLOCK, [A]))).toEqual([]);
  });
});
