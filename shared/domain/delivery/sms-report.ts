import { isJsonObject } from '../member-schema/json-value.ts';
import type { ReportKind } from './effects.ts';
import { type ReportReader, textField } from './report.ts';

/**
 * Failure reasons of SNS that concern the number, verbatim; every other one concerns the message or the moment.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html#sms_stats_delivery_fail_reasons
 */
const REFUSALS: Readonly<Record<string, ReportKind>> = {
  'Phone number is opted out': 'opted_out',
  'Invalid phone number': 'barred',
  'Phone has blocked SMS': 'barred',
  'Phone is blacklisted': 'barred',
  'Phone is on a blocked list': 'barred',
};

const STATUSES: Readonly<Record<string, (response: string) => ReportKind>> = {
  SUCCESS: () => 'delivered',
  FAILURE: (response) => REFUSALS[response] ?? 'failed',
};

/** A line of the delivery status log of SNS. Its own time is that of the sending, so when it was reported counts. */
export const smsReport: ReportReader = (event, at) => {
  const { notification, delivery, status } = event;
  if (!isJsonObject(notification) || !isJsonObject(delivery)) return undefined;
  const response = String(delivery['providerResponse'] ?? '');
  const kind = STATUSES[String(status)]?.(response);
  if (!kind) return undefined;
  return {
    kind,
    channel: 'sms',
    id: String(notification['messageId'] ?? ''),
    tags: undefined,
    at,
    externalStatus: textField(status, response),
    addresses: [String(delivery['destination'] ?? '')],
  };
};
