import { fitsResult } from '#shared/reply-size.ts';

interface CutBody {
  readonly json: string;
  /** Elements that are missing in lists of the body. */
  readonly leftOut: number;
}

/** Every list by its first elements. @param depth how deep lists are cut: below it, they are values of records */
const firstOf = (body: unknown, most: number, depth: number): { readonly value: unknown; left: number } => {
  if (typeof body !== 'object' || body === null || depth < 0) return { value: body, left: 0 };
  let left = Array.isArray(body) ? Math.max(0, body.length - most) : 0;
  const inside = (child: unknown): unknown => {
    const cut = firstOf(child, most, depth - 1);
    left += cut.left;
    return cut.value;
  };
  const value = Array.isArray(body)
    ? body.slice(0, most).map(inside)
    : Object.fromEntries(Object.entries(body).map(([key, child]) => [key, inside(child)]));
  return { value, left };
};

const longestList = (body: unknown): number => {
  if (typeof body !== 'object' || body === null) return 0;
  const own = Array.isArray(body) ? body.length : 0;
  return Object.values(body).reduce<number>((longest, child) => Math.max(longest, longestList(child)), own);
};

/**
 * The body with as many elements of each list as can be answered, the first ones.
 * @returns nothing when it is too large without any
 */
export const cutLists = (body: unknown, depth: number): CutBody | undefined => {
  const attempt = (most: number): CutBody => {
    const { value, left } = firstOf(body, most, depth);
    return { json: JSON.stringify(value), leftOut: left };
  };
  let best: CutBody | undefined;
  let [low, high] = [0, longestList(body)];
  while (low <= high) {
    const most = Math.floor((low + high) / 2);
    const cut = attempt(most);
    if (fitsResult(cut.json)) {
      best = cut;
      low = most + 1;
    } else high = most - 1;
  }
  return best;
};
