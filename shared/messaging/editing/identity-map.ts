import type { Versioned, VersionedChange } from '#shared/data/table/versioned.ts';

/** Entities of one kind in a unit of work: as they were read, and as the operations so far left them. */
export interface IdentityMap<T extends { readonly id: number }> {
  find(id: number): Promise<T | undefined>;
  /** Several at once; missing ones are left out. */
  findAll(ids: readonly number[]): Promise<readonly T[]>;
  put(entity: T): void;
  /** What differs from what was read, each entity once however often it changed. */
  changes(): readonly VersionedChange<T>[];
  /** Discards the changes of the operations, not what was read. */
  reset(): void;
  /** What was read and stays as it was. */
  untouched(): readonly Versioned<T>[];
}

type Load<T> = (ids: readonly number[]) => Promise<readonly Versioned<T>[]>;

/** Reads each entity at most once. */
export const createIdentityMap = <T extends { readonly id: number }>(load: Load<T>): IdentityMap<T> => {
  const seen = new Map<number, Versioned<T> | undefined>();
  const current = new Map<number, T>();

  const fetch = async (ids: readonly number[]): Promise<void> => {
    const unknown = [...new Set(ids)].filter((id) => !seen.has(id) && !current.has(id));
    if (unknown.length === 0) return;
    const found = new Map((await load(unknown)).map((one) => [one.entity.id, one]));
    for (const id of unknown) {
      const one = found.get(id);
      seen.set(id, one);
      if (one) current.set(id, one.entity);
    }
  };

  return {
    async find(id) {
      await fetch([id]);
      return current.get(id);
    },
    async findAll(ids) {
      await fetch(ids);
      return ids.flatMap((id) => current.get(id) ?? []);
    },
    put: (entity) => void current.set(entity.id, entity),
    reset() {
      current.clear();
      for (const [id, one] of seen) if (one) current.set(id, one.entity);
    },
    changes: () =>
      [...current.values()]
        .filter((entity) => seen.get(entity.id)?.entity !== entity)
        .map((after) => ({ seen: seen.get(after.id), after })),
    untouched: () =>
      [...seen.values()].flatMap((one) => (one && current.get(one.entity.id) === one.entity ? [one] : [])),
  };
};
