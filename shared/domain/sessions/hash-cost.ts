/**
 * What one password hash costs. Among hashes of one unit the work is proportional to the amount, and works on the same
 * memory; a unit begins with the name of its scheme (`shared/crypto/hash-schemes.ts`).
 */
export interface HashCost {
  readonly unit: string;
  readonly amount: number;
}

/** Units of a club: a refused log-in makes one hash of each, and all of them together take less time than it has. */
export const MOST_UNITS = 5;
/** Costs of a club: every log-in reads them. */
export const MOST_COSTS = 100;

/** `bcrypt:1024`, as it is stored. */
export const hashCostText = ({ unit, amount }: HashCost): string => `${unit}:${amount}`;

export const hashCostFromText = (text: string): HashCost => {
  const at = text.lastIndexOf(':');
  return { unit: text.slice(0, at), amount: Number(text.slice(at + 1)) };
};

/** Of each unit the highest amount. */
export const highestCosts = (costs: readonly HashCost[]): readonly HashCost[] => {
  const highest = new Map<string, number>();
  for (const { unit, amount } of costs) highest.set(unit, Math.max(amount, highest.get(unit) ?? 0));
  return [...highest].map(([unit, amount]) => ({ unit, amount }));
};
