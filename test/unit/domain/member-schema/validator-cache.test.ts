import { describe, expect, it } from 'vitest';
import { memberValidator } from '#shared/domain/member-schema/validator-cache.ts';
import { memberSchema } from '../../../support/member-schema.ts';

describe('the cache of validators', () => {
  it('compiles a schema version once', () => {
    expect(memberValidator('cache-a#1', memberSchema())).toBe(memberValidator('cache-a#1', memberSchema()));
    expect(memberValidator('cache-a#1', memberSchema())).not.toBe(
      memberValidator('cache-a#2', memberSchema()),
    );
  });

  it('keeps fifty, forgetting the one longest unused', () => {
    const kept = memberValidator('cache-b#kept', memberSchema());
    const forgotten = memberValidator('cache-b#forgotten', memberSchema());
    for (let i = 0; i < 49; i += 1) {
      memberValidator(`cache-b#${i}`, memberSchema());
      memberValidator('cache-b#kept', memberSchema());
    }
    expect(memberValidator('cache-b#kept', memberSchema())).toBe(kept);
    expect(memberValidator('cache-b#forgotten', memberSchema())).not.toBe(forgotten);
  });
});
