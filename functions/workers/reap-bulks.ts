import { reapBulks } from '#shared/bulk/reap-bulks.ts';
import { bulkReaper } from '#shared/contracts/scheduled-workers.ts';
import { handleSchedule } from '#shared/worker/schedule.ts';

export const handler = handleSchedule(bulkReaper.id)(reapBulks);
