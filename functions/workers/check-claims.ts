import { claimChecker } from '#shared/contracts/scheduled-workers.ts';
import { checkSample } from '#shared/members/check-claims.ts';
import { checkMovingIn } from '#shared/members/check-moving-in.ts';
import { handleSchedule } from '#shared/worker/schedule.ts';

export const handler = handleSchedule(claimChecker.id)(async (runtime, time) => {
  await checkMovingIn(runtime);
  await checkSample(runtime, time);
});
