import { isJsonObject } from '../member-schema/json-value.ts';
import { mailReport } from './mail-report.ts';
import { pushReport } from './push-report.ts';
import type { Report, ReportReader } from './report.ts';
import { smsReport } from './sms-report.ts';

/** Sources of reports, by a key that only their events have. */
const READERS: Readonly<Record<string, ReportReader>> = {
  eventType: mailReport,
  EventType: pushReport,
  notification: smsReport,
};

/**
 * @param text as the provider wrote it
 * @param at when it was reported, ISO 8601 UTC
 * @returns nothing for what is no report: other events, and the greeting of SES to a new topic
 */
export const readReport = (text: string, at: string): Report | undefined => {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(event)) return undefined;
  const key = Object.keys(READERS).find((name) => Object.hasOwn(event as object, name));
  return key === undefined ? undefined : READERS[key]?.(event, at);
};
