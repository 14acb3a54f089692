/**
 * Combinations in which every value of every factor meets every value of every other one: most faults that need
 * more than one setting need two. @see https://csrc.nist.gov/projects/automated-combinatorial-testing-for-software
 * @param factors the values that each may have
 */
export const pairwise = <T>(
  factors: Readonly<Record<string, readonly T[]>>,
): readonly Readonly<Record<string, T>>[] => {
  const names = Object.keys(factors);
  const pairOf = (a: string, i: number, b: string, j: number): string => `${a}=${i},${b}=${j}`;
  const open = new Set<string>();
  for (const [n, a] of names.entries()) {
    for (const b of names.slice(n + 1)) {
      for (const i of (factors[a] ?? []).keys())
        for (const j of (factors[b] ?? []).keys()) open.add(pairOf(a, i, b, j));
    }
  }
  const rows: Record<string, T>[] = [];
  while (open.size > 0) {
    const row: [string, number][] = [];
    for (const name of names) row.push([name, best(name, row)]);
    for (const pair of pairsOf(row)) open.delete(pair);
    rows.push(
      Object.fromEntries(row.map(([name, value]) => [name, (factors[name] as readonly T[])[value] as T])),
    );
  }
  return rows;

  function pairsOf(row: readonly [string, number][]): string[] {
    return row.flatMap(([a, i], n) => row.slice(n + 1).map(([b, j]) => pairOf(a, i, b, j)));
  }

  /** The value with which the row closes most, then the one that most is still open for. */
  function best(name: string, row: readonly [string, number][]): number {
    const gain = (value: number): number => {
      const closed = row.filter(([a, i]) => open.has(pairOf(a, i, name, value))).length;
      const left = [...open].filter((pair) => pair.split(',').includes(`${name}=${value}`)).length;
      return closed * 10_000 + left;
    };
    const values = [...(factors[name] ?? []).keys()];
    return values.reduce((found, value) => (gain(value) > gain(found) ? value : found), 0);
  }
};
