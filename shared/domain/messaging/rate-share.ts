/**
 * What a club may send in a second: an equal share of the account's rate, among those that asked in the second
 * before. A club alone has all of it, and one that asks in vain has its share in the next (threat T36).
 * @param requesters clubs that asked in the second before
 */
export const clubShareOf = (rate: number, requesters: readonly string[], club: string): number =>
  Math.max(1, Math.floor(rate / new Set([...requesters, club]).size));

/** Of a sending without a priority of its own. */
const DEFAULT_PRIORITY = 5;

/** Priority 1 weighs ten times as much as 10 (contract §5.4). */
export const weightOf = (priority: number | null): number => 11 - (priority ?? DEFAULT_PRIORITY);

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * What a sending may send in a second: a part of its club's share by weight, among those of the club that asked in the
 * second before. A sending alone has all of it. The parts are whole and add up to the share; what rounding takes from a
 * sending in one second it gets in another (systematic sampling, with an offset that is spread evenly over seconds).
 * @param weights of the club's sendings, by id; this one included
 */
export const sendingShareOf = (
  share: number,
  weights: ReadonlyMap<number, number>,
  sending: number,
  second: number,
): number => {
  const sum = (ids: readonly number[]): number => ids.reduce((all, id) => all + (weights.get(id) ?? 0), 0);
  const ids = [...weights.keys()];
  const before = sum(ids.filter((id) => id < sending));
  const offset = (second * GOLDEN_RATIO) % 1;
  const upTo = (weight: number): number => Math.floor((share * weight) / sum(ids) + offset);
  return upTo(before + (weights.get(sending) ?? 0)) - upTo(before);
};
