/** Limit of a figure: of the ratio where a peer stands beside ours, of our own figure where none does. */
type Bound = { readonly atMost: number } | { readonly atLeast: number };

export interface Row {
  /** What was measured. */
  readonly of: string;
  /** In the unit of the goal, as `peer.value`. */
  readonly ours: number;
  readonly peer?: { readonly name: string; readonly value: number };
  /** Lowest and highest ratio of all rounds. */
  readonly spread?: readonly [number, number];
  /** In place of the goal's. */
  readonly bound?: Bound;
}

/** One goal of cost or growth; `bench/goals/<name>.ts` exports it as `goal`. */
export interface Goal {
  /** Orders the goals: P are prices of one thing, G what grows with the club. */
  readonly id: `${'P' | 'G'}${number}`;
  /** What is measured, beside whom, and how; whole sentences. */
  readonly measures: string;
  readonly unit: string;
  readonly bound?: Bound;
  /** @throws NoTools where this machine lacks what the goal needs */
  measure(): Promise<readonly Row[]>;
}

export const ratioOf = ({ ours, peer }: Row): number | undefined => peer && ours / peer.value;

/** @returns undefined where nothing bounds the row */
export const isWithin = (goal: Pick<Goal, 'bound'>, row: Row): boolean | undefined => {
  const bound = row.bound ?? goal.bound;
  if (!bound) return undefined;
  const figure = ratioOf(row) ?? row.ours;
  return 'atMost' in bound ? figure <= bound.atMost : figure >= bound.atLeast;
};
