import { canonicalEmail, canonicalMsisdn } from '../identifiers.ts';
import { DELIVERY_STATUSES, type DispatchFilters, TRANSMISSION_STATUSES } from './dispatch.ts';
import { refuseProblems } from './invalid-parameters.ts';
import type { Message } from './message.ts';
import { SERVICES, type Service } from './message-services.ts';
import { compare, fields, inOrder, isEmail, isMsisdn, must, oneOf, optional, type Rule } from './rules.ts';
import { SENDINGS_STATUSES, type SendingsStatus, sendingsStatus } from './sending-status.ts';

/** Query parameters as sent: texts. */
export type Query<Name extends string> = Readonly<Partial<Record<Name, string>>>;

export const MESSAGING_PER_PAGE = 100;

export const isDigits = must((value) => /^-?\d{1,15}$/.test(String(value)), 'not_an_integer');
const fromOne = inOrder(isDigits, compare('greater_or_equal_to', 1));

/** @param most records of a page; also the number of a page that does not say (contract §1.7) */
export const pageRules = (most: number): Readonly<Record<string, Rule>> => ({
  per_page: optional(inOrder(fromOne, compare('less_or_equal_to', most))),
  page_no: optional(fromOne),
});

const PAGE_RULES = pageRules(MESSAGING_PER_PAGE);

export interface PageWish {
  readonly perPage: number;
  readonly page: number;
}

export type PageQuery = Query<'per_page' | 'page_no'>;

export const pageOf = ({ per_page, page_no }: PageQuery, most = MESSAGING_PER_PAGE): PageWish => ({
  perPage: Number(per_page ?? most),
  page: Number(page_no ?? 1),
});

/** @throws LoyaltyError parameters_invalid */
export const pageWish = (query: PageQuery): PageWish => {
  refuseProblems(fields(PAGE_RULES)(query));
  return pageOf(query);
};

const MESSAGE_FILTERS: Readonly<Record<string, Rule>> = {
  sendings_status: optional(oneOf(SENDINGS_STATUSES)),
  service: optional(oneOf(Object.keys(SERVICES))),
  campaign_id: optional(isDigits),
};

export interface MessageFilters {
  readonly sendings_status?: SendingsStatus;
  readonly service?: Service;
  readonly campaign_id?: number;
}

/** @throws LoyaltyError parameters_invalid */
export const messageListWish = (
  query: PageQuery & Query<'sendings_status' | 'service' | 'campaign_id'>,
): PageWish & { readonly filters: MessageFilters } => {
  refuseProblems(fields({ ...PAGE_RULES, ...MESSAGE_FILTERS })(query));
  const { sendings_status, service, campaign_id } = query;
  return {
    ...pageOf(query),
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

const DISPATCH_FILTERS: Readonly<Record<keyof DispatchFilters, Rule>> = {
  transmission_status: optional(oneOf(TRANSMISSION_STATUSES)),
  delivery_status: optional(oneOf(DELIVERY_STATUSES)),
  member_id: optional(isDigits),
  msisdn: optional(isMsisdn),
  email: optional(isEmail),
  app_token: () => [],
};

/** @throws LoyaltyError parameters_invalid */
export const dispatchListWish = (
  query: PageQuery & Query<keyof DispatchFilters>,
): PageWish & { readonly filters: DispatchFilters } => {
  refuseProblems(fields({ ...PAGE_RULES, ...DISPATCH_FILTERS })(query));
  const { transmission_status, delivery_status, member_id, msisdn, email, app_token } = query;
  const canonical = { msisdn: canonicalMsisdn(msisdn ?? ''), email: canonicalEmail(email ?? '') };
  return {
    ...pageOf(query),
    filters: {
      ...(transmission_status !== undefined && {
        transmission_status: transmission_status as DispatchFilters['transmission_status'] & string,
      }),
      ...(delivery_status !== undefined && {
        delivery_status: delivery_status as DispatchFilters['delivery_status'] & string,
      }),
      ...(member_id !== undefined && { member_id: Number(member_id) }),
      ...(canonical.msisdn !== undefined && { msisdn: canonical.msisdn }),
      ...(canonical.email !== undefined && { email: canonical.email }),
      ...(app_token !== undefined && { app_token }),
    },
  };
};
