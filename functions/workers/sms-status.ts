import { smsStatusWorker } from '#shared/contracts/log-workers.ts';
import { forwardLogLines } from '#shared/delivery-reports/forward-lines.ts';
import { handleLogs } from '#shared/worker/logs.ts';

export const handler = handleLogs(smsStatusWorker.id)((lines, runtime) => forwardLogLines(runtime, lines));
