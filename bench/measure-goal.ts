import { NoTools } from '../infra/outside-tools.ts';
import type { Goal } from './goal.ts';
import { loadNow, type Result } from './page.ts';

/** Measures one goal in a process of its own, which nothing has warmed: `node measure-goal.ts <name>`. */

export type Outcome = { readonly result: Result } | { readonly missing: string };

const outcomeOf = async (name: string): Promise<Outcome> => {
  const { goal } = (await import(`./goals/${name}.ts`)) as { goal: Goal };
  const { measure, ...described } = goal;
  const before = loadNow();
  try {
    const rows = await measure();
    return { result: { name, goal: described, rows, load: [before, loadNow()] } };
  } catch (error) {
    if (error instanceof NoTools) return { missing: error.message };
    throw error;
  }
};

const outcome = await outcomeOf(process.argv[2] ?? '');
process.send?.(outcome, () => process.exit());
