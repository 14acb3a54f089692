import { webhookSweeper } from '#shared/contracts/scheduled-workers.ts';
import { sweepDeliveries } from '#shared/webhooks/sweep.ts';
import { handleSchedule } from '#shared/worker/schedule.ts';

export const handler = handleSchedule(webhookSweeper.id)(sweepDeliveries);
