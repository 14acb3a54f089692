import {
  DELIVERY_STATUSES,
  SENDINGS_STATUSES,
  SERVICES,
  type SendingsStatus,
  type Service,
  TRANSMISSION_STATUSES,
} from '#shared/vocabulary.ts';
import type { Club } from '../clubs/club.ts';
import { canonicalEmail } from '../members/identifiers.ts';
import { msisdnsMeant } from '../members/phone-number.ts';
import { refuseProblems } from '../validation/invalid-parameters.ts';
import {
  isDigits,
  type PageParams,
  type PageQuery,
  pageNumbersOf,
  pageRules,
  type Query,
} from '../validation/page-query.ts';
import type { Rule } from '../validation/rule.ts';
import { fields, oneOf, optional } from '../validation/rules.ts';
import { isEmail, isMsisdn } from '../validation/value-rules.ts';
import type { DispatchFilters } from './dispatch.ts';
import type { Message } from './message.ts';
import { sendingsStatus } from './sending-status.ts';

export const MESSAGING_PER_PAGE = 100;

const PAGE_RULES = pageRules(MESSAGING_PER_PAGE);

const MESSAGE_FILTERS: Readonly<Record<string, Rule>> = {
  sendings_status: optional(oneOf(SENDINGS_STATUSES)),
  service: optional(oneOf(SERVICES)),
  campaign_id: optional(isDigits),
};

interface MessageFilters {
  readonly sendings_status?: SendingsStatus;
  readonly service?: Service;
  readonly campaign_id?: number;
}

/** @throws LoyaltyError parameters_invalid */
export const messageListParams = (
  query: PageQuery & Query<'sendings_status' | 'service' | 'campaign_id'>,
): PageParams & { readonly filters: MessageFilters } => {
  refuseProblems(fields({ ...PAGE_RULES, ...MESSAGE_FILTERS })(query));
  const { sendings_status, service, campaign_id } = query;
  return {
    ...pageNumbersOf(query, MESSAGING_PER_PAGE),
    filters: {
      ...(sendings_status !== undefined && { sendings_status: sendings_status as SendingsStatus }),
      ...(service !== undefined && { service: service as Service }),
      ...(campaign_id !== undefined && { campaign_id: Number(campaign_id) }),
    },
  };
};

/** Whether a message has every value that was asked for. */
export const matchesMessage =
  (filters: MessageFilters) =>
  (message: Message): boolean => {
    const values: MessageFilters = {
      ...(message.service !== null && { service: message.service }),
      ...(message.campaign_id !== null && { campaign_id: message.campaign_id }),
      sendings_status: sendingsStatus(message.tally),
    };
    return Object.entries(filters).every(([key, value]) => values[key as keyof MessageFilters] === value);
  };

const dispatchFilterRules = (country: string | undefined): Readonly<Record<keyof DispatchFilters, Rule>> => ({
  transmission_status: optional(oneOf(TRANSMISSION_STATUSES)),
  delivery_status: optional(oneOf(DELIVERY_STATUSES)),
  member_id: optional(isDigits),
  msisdn: optional(isMsisdn(country)),
  email: optional(isEmail),
  app_token: () => [],
});

/** @throws LoyaltyError parameters_invalid */
export const dispatchListParams = (
  query: PageQuery & Query<keyof DispatchFilters>,
  { country }: Pick<Club, 'country'>,
): PageParams & { readonly filters: DispatchFilters } => {
  refuseProblems(fields({ ...PAGE_RULES, ...dispatchFilterRules(country) })(query));
  const { transmission_status, delivery_status, member_id, msisdn, email, app_token } = query;
  const canonical = canonicalEmail(email ?? '');
  return {
    ...pageNumbersOf(query, MESSAGING_PER_PAGE),
    filters: {
      ...(transmission_status !== undefined && {
        transmission_status: transmission_status as DispatchFilters['transmission_status'] & string,
      }),
      ...(delivery_status !== undefined && {
        delivery_status: delivery_status as DispatchFilters['delivery_status'] & string,
      }),
      ...(member_id !== undefined && { member_id: Number(member_id) }),
      ...(msisdn !== undefined && { msisdn: msisdnsMeant(msisdn, country) }),
      ...(canonical !== undefined && { email: canonical }),
      ...(app_token !== undefined && { app_token }),
    },
  };
};
