import type { Row } from './goal.ts';

/** Milliseconds of CPU that this process takes for a work, on all its threads. */
export const cpuOf = async (work: () => unknown): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** Figures of rounds in which ours and the peers took turns, so that a busy moment meets all of them. */
type Rounds<N extends string> = Readonly<Record<N, readonly number[]>>;

/** @param measures one figure of a round each */
export const takeTurns = async <N extends string>(
  measures: Readonly<Record<N, () => Promise<number>>>,
  { rounds = 5, warmUps = 1 }: { readonly rounds?: number; readonly warmUps?: number } = {},
): Promise<Rounds<N>> => {
  const names = Object.keys(measures) as N[];
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<N, number[]>;
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of names) {
      const figure = await measures[name]();
      if (round >= 0) figures[name].push(figure);
    }
  }
  return figures;
};

/** The row of two series of rounds: medians, and the ratio of each round. */
export const besideEachOther = (
  of: string,
  ours: readonly number[],
  [name, theirs]: readonly [string, readonly number[]],
): Row => {
  const ratios = ours.map((figure, round) => figure / (theirs[round] ?? Number.NaN));
  return {
    of,
    ours: median(ours),
    peer: { name, value: median(theirs) },
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
};
