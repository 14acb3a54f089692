import type { Channel } from '../domain/channel-status.ts';
import type { Dispatch, DispatchContent } from '../domain/messaging/dispatch.ts';
import type { Db } from './db.ts';
import {
  dispatchContentKey,
  SENDING_DISPATCHES_PREFIX,
  sendingDispatchKey,
  sendingKey,
} from './messaging-keys.ts';
import { packed, unpacked } from './packed.ts';
import { type Item, readItems, readPartition } from './read.ts';

/**
 * A dispatch as it is stored, small enough to be counted and filtered by the thousand. Addresses stand in a map:
 * attributes named `email` and `msisdn` would enter the identifier indexes, which are for members.
 */
export const dispatchItem = (club: string, dispatch: Dispatch): Item => {
  const { msisdn, email, app_token, ...rest } = dispatch;
  return {
    ...sendingDispatchKey(club, dispatch.sending_id, dispatch.id),
    kind: 'sending-dispatch',
    v: 1,
    ...rest,
    addresses: { msisdn, email, app_token },
  };
};

/** What was rendered for a dispatch; this item goes when the dispatch is cleaned. */
export const dispatchContentItem = (
  club: string,
  { id, sending_id }: Pick<Dispatch, 'id' | 'sending_id'>,
  content: DispatchContent,
): Item => ({
  ...dispatchContentKey(club, sending_id, id),
  kind: 'dispatch-content',
  v: 1,
  id,
  content: packed(content),
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const addressOf = (item: Item, name: 'msisdn' | 'email' | 'app_token'): string | null =>
  text((item['addresses'] as Item | undefined)?.[name]);

const fromItem = (item: Item): Dispatch => ({
  id: Number(item['id']),
  sending_id: Number(item['sending_id']),
  type: item['type'] as Channel,
  member_id: (item['member_id'] as number | null | undefined) ?? null,
  msisdn: addressOf(item, 'msisdn'),
  email: addressOf(item, 'email'),
  app_token: addressOf(item, 'app_token'),
  transmission_status: item['transmission_status'] as Dispatch['transmission_status'],
  delivery_status: item['delivery_status'] as Dispatch['delivery_status'],
  created_at: String(item['created_at']),
  updated_at: String(item['updated_at']),
  scheduled_at: String(item['scheduled_at']),
  transmitted_at: text(item['transmitted_at']),
  delivered_at: text(item['delivered_at']),
  cleaned_at: text(item['cleaned_at']),
});

/** Every dispatch of a sending by id, without content. */
export async function* readDispatches(db: Db, club: string, sending: number): AsyncGenerator<Dispatch> {
  const { pk } = sendingKey(club, sending);
  for await (const item of readPartition(db, pk, SENDING_DISPATCHES_PREFIX)) yield fromItem(item);
}

/** What was rendered for some dispatches of a sending, by dispatch id; cleaned ones are left out. */
export const findDispatchContents = async (
  db: Db,
  club: string,
  sending: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, DispatchContent>> => {
  const items = await readItems(
    db,
    ids.map((id) => dispatchContentKey(club, sending, id)),
  );
  return new Map(items.map((item) => [Number(item['id']), unpacked(item['content']) as DispatchContent]));
};
