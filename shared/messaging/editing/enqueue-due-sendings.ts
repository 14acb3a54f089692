import type { Runtime } from '#shared/runtime.ts';
import { enqueueSteps } from '../execution-steps.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Sets off the committed sendings that are due already, so that none waits for the next sweep. */
export const enqueueDueSendings = async (
  runtime: Runtime,
  club: string,
  { sendings }: UnitOfWork,
  now: Date,
): Promise<void> => {
  const due = sendings
    .changes()
    .filter(({ after }) => after.status === 'scheduled' && (after.next_at ?? '~') <= now.toISOString());
  const steps = due.map(({ after }) => ({ type: 'advance' as const, club, sending: after.id }));
  await enqueueSteps(runtime, steps);
};
