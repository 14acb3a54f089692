/**
 * What a club may send in a second: an equal share of the account's rate, among those that asked in the second
 * before. A club alone has all of it, and one that asks in vain has its share in the next (threat T36).
 * @param asked clubs that asked in the second before
 */
export const shareOf = (rate: number, asked: readonly string[], club: string): number =>
  Math.max(1, Math.floor(rate / new Set([...asked, club]).size));
