import { QUEUES, reportWorker } from '#shared/contracts/queues.ts';
import { handleReport } from '#shared/delivery-reports/handle-report.ts';
import { isNotification, type Notification } from '#shared/delivery-reports/notification.ts';
import { postponeReport } from '#shared/ports/reports-queue.ts';
import { handleRecords } from '#shared/worker/records.ts';

export const handler = handleRecords<Notification>(reportWorker.id, isNotification, {
  postpone: postponeReport,
})((message, runtime, { deliveries }) =>
  handleReport(runtime, message, deliveries >= QUEUES.reports.maxReceiveCount),
);
