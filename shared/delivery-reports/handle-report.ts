import { findProviderMessage } from '#shared/data/delivery/provider-messages.ts';
import { removeDevice } from '#shared/data/members/devices.ts';
import { storeReportedStatus } from '#shared/data/messaging/dispatch-reports.ts';
import { findSendingDispatch } from '#shared/data/messaging/sending-dispatches.ts';
import { resolveNotification } from '#shared/data/notifications/notification-records.ts';
import { EFFECTS } from '#shared/domain/delivery/effects.ts';
import { readReport } from '#shared/domain/delivery/read-report.ts';
import type { Report } from '#shared/domain/delivery/report.ts';
import { dispatchAfterReport } from '#shared/domain/messaging/dispatch-after-report.ts';
import {
  type OutgoingDispatchRef,
  type OutgoingRef,
  outgoingRefFromTags,
} from '#shared/domain/notifications/outgoing-ref.ts';
import { RetryLater } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { applyToMember } from './apply-to-member.ts';
import type { Notification } from './notification.ts';

/** The club that a report is about, and the message, as far as they are known now. */
const findMessage = async (runtime: Runtime, { tags, id }: Report): Promise<OutgoingRef | undefined> =>
  tags ? outgoingRefFromTags(tags) : findProviderMessage(runtime.use(database), id);

/** @returns false when the dispatch is not written down as sent yet */
const applyToDispatch = async (
  runtime: Runtime,
  ref: OutgoingDispatchRef,
  report: Report,
): Promise<boolean> => {
  const db = runtime.use(database);
  const { delivery, dropsDevice } = EFFECTS[report.kind];
  const seen = await findSendingDispatch(db, ref);
  if (!seen) return false;
  if (dropsDevice && seen.member_id !== null && seen.app_token !== null) {
    const owner = { club: ref.club, member: seen.member_id };
    const [endpoint = null] = report.addresses;
    await removeDevice(db, owner, { token: seen.app_token, endpoint });
  }
  const after = dispatchAfterReport(
    seen,
    { delivery, at: report.at, externalStatus: report.externalStatus },
    runtime.now().toISOString(),
  );
  if (!after) return false;
  return after === seen || storeReportedStatus(db, ref, seen, after);
};

/** @returns false when the message is to be looked for again later */
const applyToMessage = (runtime: Runtime, ref: OutgoingRef, report: Report): Promise<boolean> =>
  ref.type === 'dispatch'
    ? applyToDispatch(runtime, ref, report)
    : resolveNotification(runtime.use(database), ref);

const applyToMembers = async (runtime: Runtime, club: string, report: Report): Promise<void> => {
  const { member: event } = EFFECTS[report.kind];
  const { channel, addresses } = report;
  if (!event || channel === 'push') return;
  for (const address of addresses) await applyToMember(runtime, club, channel, event, address);
};

/** Mails of the account that are none of ours go out with other tags, or none. */
const isOwnMessage = ({ tags }: Report): boolean => tags === undefined || tags['club'] !== undefined;

/**
 * Takes what a provider says became of a message: in any order, any number of times, and before the message is
 * written down as sent. What concerns the member happens at once; the rest waits for the message (fault F60).
 * @param isLast it will not be delivered again, so what is still unknown ends here
 * @throws RetryLater when the message is not known yet
 */
export const handleReport = async (
  runtime: Runtime,
  { Message, Timestamp }: Notification,
  isLast: boolean,
): Promise<void> => {
  const report = readReport(Message, new Date(Timestamp).toISOString());
  if (!report || !isOwnMessage(report)) return;
  const ref = await findMessage(runtime, report);
  const club = ref?.club ?? report.tags?.['club'];
  if (club !== undefined) await applyToMembers(runtime, club, report);
  if (ref && (await applyToMessage(runtime, ref, report))) return;
  const { kind, channel, id } = report;
  // A mail says itself whose it is: one that does not will not do so later.
  const mayCome = ref !== undefined || report.tags === undefined;
  if (mayCome && !isLast) throw new RetryLater('The message of a report is not known yet');
  runtime.log.info('report without a message', { club, kind, channel, id });
};
