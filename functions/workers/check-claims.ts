import { claimChecker } from '#shared/contracts/scheduled-workers.ts';
import { checkSample } from '#shared/members/check-claims.ts';
import { handleSchedule } from '#shared/worker/schedule.ts';

export const handler = handleSchedule(claimChecker.id)(checkSample);
