import type { Club } from '../clubs/club.ts';
import { zonedTime } from '../common-values/zoned-time.ts';
import type { Consents } from '../members/consents.ts';
import type { Member, PersonId, Properties } from '../members/member.ts';
import { changesInScope, type MemberTransition, memberChanges } from '../members/member-changes.ts';
import { type ProductScope, productScope, propertiesInScope } from '../members/product-scope.ts';
import type { ChangeType, Subscription } from './subscription.ts';

/** Changed, added, removed. */
type ChangeMark = '~' | '+' | '-';

/** An event of version 2 without its id (contract §7.2). */
export interface MemberEvent {
  readonly event: { readonly type: ChangeType | 'test'; readonly date: string };
  readonly loyalty_club: { readonly id: number; readonly slug: string };
  readonly member: EventMember;
  readonly member_changes: Readonly<
    Record<string, { readonly change: ChangeMark; readonly was: unknown; readonly is: unknown }>
  >;
}

/** Of a removed member only the ids. */
interface EventMember {
  readonly id: number;
  readonly person_id?: PersonId | null;
  readonly [attribute: string]: unknown;
}

type EventClub = Pick<Club, 'id' | 'slug' | 'timezone' | 'products' | 'member_schema'>;
type Asked = Pick<
  Subscription,
  | 'product'
  | 'is_sent_on_import'
  | 'is_sent_on_update'
  | 'is_sent_on_delete'
  | 'is_person_id_sent'
  | 'excluded_sources'
>;

const TYPES = { created: 'import', changed: 'update', destroyed: 'delete' } as const satisfies Record<
  MemberTransition['type'],
  ChangeType
>;

const isAsked = (subscription: Asked, type: ChangeType, source: string | null | undefined): boolean =>
  subscription[`is_sent_on_${type}`] &&
  (typeof source !== 'string' || !subscription.excluded_sources[type]?.includes(source));

const sourceOf = (transition: MemberTransition): string | null | undefined =>
  transition.type === 'destroyed' ? transition.changed?.product : transition.member.changed?.product;

const consentValue = ({ status, updated_at }: Consents[string]) => ({ updated_at, value: status });

/** What is in scope, the two identifiers by themselves. */
const shownProperties = (all: Properties, scope: ProductScope | undefined) => {
  const { msisdn = null, email = null, ...properties } = propertiesInScope(all, scope);
  return { msisdn, email, properties };
};

const memberOf = (
  member: Member,
  { timezone }: EventClub,
  scope: ProductScope | undefined,
): Omit<EventMember, 'id'> => ({
  ...shownProperties(member.properties, scope),
  consents: Object.fromEntries(
    Object.entries(member.consents).map(([slug, consent]) => [slug, consentValue(consent)]),
  ),
  sms_status: member.statuses.sms,
  email_status: member.statuses.email,
  push_status: member.statuses.push,
  optin_channel: member.optin_channel,
  optin_subchannel: member.optin_subchannel,
  created_at: zonedTime(member.created_at, timezone),
  updated_at: zonedTime(member.updated_at, timezone),
});

const shownValue = (name: string, value: unknown): unknown => {
  if (value === undefined) return null;
  return name.startsWith('consents.') ? consentValue(value as Consents[string]) : value;
};

const changesOf = (
  transition: MemberTransition,
  scope: ProductScope | undefined,
): MemberEvent['member_changes'] => {
  const seen = changesInScope(memberChanges(transition), scope);
  return Object.fromEntries(
    Object.entries(seen).map(([name, { was, is }]) => {
      const change: ChangeMark = was === undefined ? '+' : is === undefined ? '-' : '~';
      return [name, { change, was: shownValue(name, was), is: shownValue(name, is) }];
    }),
  );
};

/**
 * The event that a committed change causes for a subscription.
 * @param at when the change was committed
 * @returns nothing where the subscription does not ask for it, or where what it may see has not changed
 */
export const memberEvent = (
  subscription: Asked,
  club: EventClub,
  transition: MemberTransition,
  at: Date,
): MemberEvent | undefined => {
  const type = TYPES[transition.type];
  if (!isAsked(subscription, type, sourceOf(transition))) return undefined;
  const scope = productScope(club, subscription.product);
  const member_changes = changesOf(transition, scope);
  if (type === 'update' && Object.keys(member_changes).length === 0) return undefined;
  const member = transition.type === 'destroyed' ? transition.before : transition.member;
  return {
    event: { type, date: at.toISOString() },
    loyalty_club: { id: club.id, slug: club.slug },
    member: {
      id: member.id,
      ...(subscription.is_person_id_sent && { person_id: member.person_id }),
      ...(type !== 'delete' && memberOf(member, club, scope)),
    },
    member_changes,
  };
};

/**
 * A stored event as a product sees it now: since it was stored, another one may have chosen the URL, or the club's file
 * may list less (threat T43).
 */
export const eventInScope = (event: MemberEvent, scope: ProductScope | undefined): MemberEvent => {
  const { msisdn, email, properties } = event.member;
  if (properties === undefined) return event;
  const all = { msisdn, email, ...(properties as object) } as Properties;
  return {
    ...event,
    member: { ...event.member, ...shownProperties(all, scope) },
    member_changes: changesInScope(event.member_changes, scope),
  };
};

/** What is left of an event whose member was removed before it was delivered: no personal data. */
export const strippedEvent = ({ event, loyalty_club, member }: MemberEvent): MemberEvent => ({
  event,
  loyalty_club,
  member: { id: member.id, ...('person_id' in member && { person_id: member.person_id }) },
  member_changes: {},
});

/** What a caller has sent to see whether a receiver takes events: about no member. */
export const testEvent = (club: EventClub, at: Date): MemberEvent => ({
  event: { type: 'test', date: at.toISOString() },
  loyalty_club: { id: club.id, slug: club.slug },
  member: { id: 0 },
  member_changes: {},
});
