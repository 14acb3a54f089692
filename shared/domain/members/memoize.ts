/**
 * The same function of two texts, which computes what it is asked again only once.
 * @param capacity results at most; beyond them it forgets all
 */
export const memoize = <S extends string | undefined, R>(
  compute: (input: string, setting: S) => R,
  capacity: number,
) => {
  const results = new Map<string, R>();
  return (input: string, setting: S): R => {
    const key = `${setting}\n${input}`;
    const known = results.get(key);
    if (known !== undefined) return known;
    if (results.size >= capacity) results.clear();
    const result = compute(input, setting);
    results.set(key, result);
    return result;
  };
};
