import type { Channel, DELIVERY_STATUSES, TRANSMISSION_STATUSES } from '#shared/vocabulary.ts';
import { canonicalEmail } from '../members/identifiers.ts';
import type { DispatchRef } from './dispatch-ref.ts';

/** One message of a sending to one address (contract §5.2.7), without its content. */
export interface Dispatch {
  readonly id: number;
  readonly sending_id: number;
  /** Part of its key: `DispatchRef`. */
  readonly partition: number;
  readonly recipientKey: string;
  /** Place among the sending's recipients, whose properties it is rendered with; nothing for the audience. */
  readonly recipient_place: number | null;
  readonly type: Channel;
  /** Nothing for an address that belongs to no member. */
  readonly member_id: number | null;
  readonly msisdn: string | null;
  readonly email: string | null;
  readonly app_token: string | null;
  readonly transmission_status: (typeof TRANSMISSION_STATUSES)[number];
  readonly delivery_status: (typeof DELIVERY_STATUSES)[number];
  /** Why it failed: a reason code of contract §5.2.8, a provider's code, or `unknown`. */
  readonly external_delivery_status: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly scheduled_at: string;
  readonly transmitted_at: string | null;
  readonly delivered_at: string | null;
  /** When content and addresses were removed. */
  readonly cleaned_at: string | null;
}

/** The rendered attributes of a dispatch; gone once it is cleaned. */
export type DispatchContent = Readonly<Record<string, unknown>>;

export const dispatchRefOf = (
  club: string,
  { sending_id, partition, recipientKey }: Pick<Dispatch, 'sending_id' | 'partition' | 'recipientKey'>,
): DispatchRef => ({ club, sending: sending_id, partition, recipientKey });

export const dispatchView = (dispatch: Dispatch, content: DispatchContent | undefined) => ({
  id: dispatch.id,
  type: dispatch.type,
  content: content ?? {},
  member_id: dispatch.member_id,
  msisdn: dispatch.msisdn,
  email: dispatch.email,
  app_token: dispatch.app_token,
  transmission_status: dispatch.transmission_status,
  delivery_status: dispatch.delivery_status,
  external_delivery_status: dispatch.external_delivery_status,
  created_at: dispatch.created_at,
  updated_at: dispatch.updated_at,
  scheduled_at: dispatch.scheduled_at,
  transmitted_at: dispatch.transmitted_at,
  delivered_at: dispatch.delivered_at,
  cleaned_at: dispatch.cleaned_at,
});

export interface DispatchFilters {
  readonly transmission_status?: Dispatch['transmission_status'];
  readonly delivery_status?: Dispatch['delivery_status'];
  readonly member_id?: number;
  /** The numbers that the one asked for may be stored as. */
  readonly msisdn?: readonly string[];
  readonly email?: string;
  readonly app_token?: string;
}

/** Whether a dispatch has every value that was asked for; an e-mail address is asked for in canonical form. */
export const matchesDispatch =
  (filters: DispatchFilters) =>
  (dispatch: Dispatch): boolean => {
    const values = { ...dispatch, email: canonicalEmail(dispatch.email ?? '') };
    const { msisdn = [dispatch.msisdn], ...others } = filters;
    const isTo = msisdn.some((one) => one === dispatch.msisdn);
    return (
      isTo && Object.entries(others).every(([key, value]) => values[key as keyof DispatchFilters] === value)
    );
  };

export interface DispatchMember {
  readonly id: number;
  readonly type: Channel;
  readonly msisdn: string | null;
  readonly email: string | null;
  readonly app_tokens: readonly string[];
}

/** The members among dispatches, each once, in order of appearance, with all their devices. */
export const dispatchMembers = (dispatches: readonly Dispatch[]): readonly DispatchMember[] => {
  const members = new Map<number, DispatchMember>();
  for (const { member_id, type, msisdn, email, app_token } of dispatches) {
    if (member_id === null) continue;
    const known = members.get(member_id);
    const app_tokens = [...(known?.app_tokens ?? []), ...(app_token === null ? [] : [app_token])];
    members.set(member_id, { ...(known ?? { id: member_id, type, msisdn, email }), app_tokens });
  }
  return [...members.values()];
};
