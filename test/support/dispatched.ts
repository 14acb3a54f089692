import { memberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { historyWrites } from '#shared/data/messaging/member-messages.ts';
import { dispatchContentItem, dispatchItem } from '#shared/data/messaging/sending-dispatches.ts';
import { transact } from '#shared/data/table/transact.ts';
import { type Dispatch, type DispatchContent, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import { putItem } from './messaging.ts';
import type { World } from './world.ts';

const AT = '2026-01-01T00:00:00.000Z';

/** A dispatch to a member that was handed over. */
export const dispatchTo = (member: number, id: number, overrides: Partial<Dispatch> = {}): Dispatch => ({
  id,
  sending_id: 1,
  ...memberDispatchKey(member),
  recipient_place: null,
  type: 'sms',
  member_id: member,
  msisdn: '4740485124',
  email: null,
  app_token: null,
  transmission_status: 'transmitted',
  delivery_status: 'pending',
  external_delivery_status: null,
  created_at: AT,
  updated_at: AT,
  scheduled_at: AT,
  transmitted_at: AT,
  delivered_at: null,
  cleaned_at: null,
  ...overrides,
});

/** Stores a dispatch as its execution leaves it: with its content, and in the history of its member. */
export const dispatched = async (
  { db, club }: Pick<World, 'db' | 'club'>,
  dispatch: Dispatch,
  content: DispatchContent,
): Promise<void> => {
  const inHistory = memberOfRecipientKey(dispatch.recipientKey) !== undefined;
  await putItem(db, dispatchItem(club.slug, dispatch));
  await putItem(
    db,
    dispatchContentItem(dispatchRefOf(club.slug, dispatch), content, { at: dispatch.created_at, inHistory }),
  );
  const steps = historyWrites(db, club.slug, dispatch, dispatch.transmitted_at ?? dispatch.created_at);
  if (steps.length > 0) await transact(db, steps);
};
