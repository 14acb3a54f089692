import { smsStatusWorker } from '#shared/contracts/log-workers.ts';
import { forwardLines } from '#shared/delivery-reports/forward-lines.ts';
import { handleLogs } from '#shared/worker/logs.ts';

export const handler = handleLogs(smsStatusWorker.id)((lines, runtime) => forwardLines(runtime, lines));
