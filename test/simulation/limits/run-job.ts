import { prepare, simulate } from '../simulate.ts';
import { type JobResult, jobWorld, type Scenario } from './job-world.ts';

/** Runs one job to its end. @throws when the simulation found something that must not be */
export const runJob = async (
  scenario: Scenario,
  seed = 1,
  write?: (line: string) => void,
): Promise<JobResult> => {
  let result: JobResult | undefined;
  const world = jobWorld(scenario, (ended) => {
    result = ended;
  });
  const { violations } = await simulate(await prepare(world), seed, write);
  if (violations.length > 0 || !result) throw new Error(violations.join('\n') || 'The job reported nothing');
  return result;
};
