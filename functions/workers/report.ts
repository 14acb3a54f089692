import { QUEUES, reportWorker } from '#shared/contracts/queues.ts';
import { postponeReport } from '#shared/ports/reports-queue.ts';
import { isNotification, type Notification } from '#shared/reports/notification.ts';
import { takeReport } from '#shared/reports/take-report.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<Notification>(reportWorker.id, isNotification, {
  postpone: postponeReport,
})((message, runtime, { deliveries }) =>
  takeReport(runtime, message, deliveries >= QUEUES.reports.maxReceiveCount),
);
