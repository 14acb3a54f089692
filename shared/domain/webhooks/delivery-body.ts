import type { Consents } from '../members/consents.ts';
import type { MemberEvent } from './member-event.ts';
import type { EventSchemaVersion } from './subscription.ts';

/** An event with its name, the same however often it is delivered. */
export interface WebhookEvent {
  readonly id: string;
  readonly event: MemberEvent;
}

const withId = ({ id, event: { event, ...rest } }: WebhookEvent) => ({ event: { id, ...event }, ...rest });

const typeName = (value: unknown): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const typed = (properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, { type: typeName(value), value }]),
  );

/** Version 1 has all properties together, and no names of changes. */
const firstVersion = ({ id, event: { event, loyalty_club, member } }: WebhookEvent) => {
  const { properties, consents, email, msisdn, created_at } = member as Record<string, unknown>;
  const about = {
    event_id: id,
    event_type: event.type,
    customer_id: loyalty_club.id,
    customer_name: loyalty_club.slug,
    external_id: member.id,
    ...('person_id' in member && { person_id: member.person_id }),
  };
  if (properties === undefined) return about;
  const identifiers = Object.entries({ email, msisdn }).filter(([, value]) => value !== null);
  return {
    ...about,
    properties: typed({ ...Object.fromEntries(identifiers), ...(properties as object) }),
    consents: Object.fromEntries(
      Object.entries(
        consents as Readonly<Record<string, { readonly value: Consents[string]['status'] }>>,
      ).map(([slug, { value }]) => [slug, { value }]),
    ),
    created_at,
    optin_date: created_at,
  };
};

const BODIES: Readonly<Record<EventSchemaVersion, (events: readonly WebhookEvent[]) => object>> = {
  1: (events) => ({ version: 1, bulk: events.map(firstVersion) }),
  2: (events) => ({ version: 2, events: events.map(withId) }),
};

/** The body of one POST (contract §7.2). @param events in order, at most 100 */
export const deliveryBody = (version: EventSchemaVersion, events: readonly WebhookEvent[]): string =>
  JSON.stringify(BODIES[version](events));
