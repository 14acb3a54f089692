import type { ReportKind } from './effects.ts';
import { type ReportReader, textField, timeField } from './report.ts';

/** Failures that mean that the token is no longer in use; any other one is about the message or the endpoint. */
const FAILURES: Readonly<Record<string, ReportKind>> = {
  InvalidPlatformToken: 'device_gone',
  EndpointDisabled: 'device_gone',
};

/**
 * An event of a platform application at SNS. Only failures are reported; nothing reports that a message was shown.
 * @see https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html
 */
export const pushReport: ReportReader = (event, at) => {
  if (event['EventType'] !== 'DeliveryFailure') return undefined;
  const failure = String(event['FailureType'] ?? '');
  return {
    kind: FAILURES[failure] ?? 'failed',
    channel: 'push',
    id: String(event['MessageId'] ?? ''),
    tags: undefined,
    at: timeField(event['Time'], at),
    externalStatus: textField(event['EventType'], failure),
    addresses: [String(event['EndpointArn'] ?? '')],
  };
};
