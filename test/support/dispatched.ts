import { storeContents } from '#shared/data/messaging/dispatch-contents.ts';
import { memberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { dispatchItem } from '#shared/data/messaging/sending-dispatches.ts';
import type { Dispatch, DispatchContent } from '#shared/domain/messaging/dispatch.ts';
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
  const address = dispatch.msisdn ?? dispatch.email ?? dispatch.app_token ?? '';
  const at = dispatch.transmitted_at ?? dispatch.created_at;
  await storeContents(db, club.slug, [{ dispatch, content, address, inHistory }], at);
};
