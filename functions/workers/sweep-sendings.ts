import { sendingSweeper } from '#shared/contracts/scheduled-workers.ts';
import { sweepSendings } from '#shared/messaging/execution/sweep.ts';
import { handleSchedule } from '#shared/worker/schedule.ts';

export const handler = handleSchedule(sendingSweeper.id)(sweepSendings);
