import { readTarget, requestUrl, type TargetRules } from '../outbound/target.ts';
import { everyElement, listOfScalars } from '../validation/list-rules.ts';
import type { Rule } from '../validation/rule.ts';
import {
  asObject,
  each,
  fields,
  isAbsent,
  isObject,
  notNullIfPresent,
  oneOf,
  optional,
  record,
  required,
  ruleThat,
  sequence,
  valueAt,
} from '../validation/rules.ts';
import {
  compare,
  isFlag,
  isInteger,
  isMailAddress,
  isText,
  line,
  matches,
  noLongerThan,
} from '../validation/value-rules.ts';
import {
  CHANGE_TYPES,
  SCHEMA_VERSIONS,
  type Subscription,
  type SubscriptionSettings,
} from './subscription.ts';

export interface SubscriptionContext extends TargetRules {
  /** Those of the club beside the one that is changed. */
  readonly others: readonly Pick<Subscription, 'url'>[];
}

const MAX_URL = 2048;
const MAX_ADDRESS = 254;
const MAX_PRODUCTS = 20;
const MAX_PRODUCT = 64;
/** Visible characters of ASCII, as a header carries them. */
const SECRET_TOKEN = /^[\x21-\x7e]{16,255}$/;

/** As it is stored and compared. */
const receiverUrl = (text: string): string => requestUrl(text).href;

const isReceiver = ({ loopback, others }: SubscriptionContext): Rule =>
  sequence(
    isText,
    noLongerThan(MAX_URL),
    ruleThat((url) => readTarget(String(url), { loopback }) !== undefined, 'invalid_url'),
    ruleThat((url) => others.every((other) => other.url !== receiverUrl(String(url))), 'taken'),
  );

const products = optional(
  sequence(listOfScalars({ max: MAX_PRODUCTS }, ['string']), everyElement(line(MAX_PRODUCT))),
);

const settingRules: Readonly<Record<string, Rule>> = {
  secret_token: optional(sequence(isText, matches(SECRET_TOKEN))),
  event_schema_version: optional(oneOf(SCHEMA_VERSIONS)),
  is_sent_on_import: optional(isFlag),
  is_sent_on_update: optional(isFlag),
  is_sent_on_delete: optional(isFlag),
  is_person_id_sent: optional(isFlag),
  excluded_sources: optional(record(Object.fromEntries(CHANGE_TYPES.map((type) => [type, products])))),
  contact: optional(sequence(isText, noLongerThan(MAX_ADDRESS), isMailAddress)),
  paused: optional(isFlag),
};

export const isSubscriptionCreation = (context: SubscriptionContext): Rule =>
  sequence(isObject, each(fields({ url: required(isReceiver(context)), ...settingRules })));

export const isSubscriptionUpdate = (context: SubscriptionContext): Rule =>
  sequence(isObject, fields({ url: notNullIfPresent(isReceiver(context)), ...settingRules }));

/** Without other subscriptions, as deployments in AWS have it. */
export const ANY_SUBSCRIPTION: SubscriptionContext = { loopback: false, others: [] };

/** Keys of a valid payload without an effect (contract §1.5). */
export const unusedSubscriptionKeys = (payload: unknown): readonly string[] =>
  Object.keys(asObject(payload)).filter((key) => key !== 'url' && !Object.hasOwn(settingRules, key));

/** The secret that the caller chose, if any. */
export const chosenToken = (payload: unknown): string | undefined => {
  const token = valueAt(payload, 'secret_token');
  return typeof token === 'string' ? token : undefined;
};

const DEFAULTS: Omit<SubscriptionSettings, 'url'> = {
  event_schema_version: 1,
  is_sent_on_import: true,
  is_sent_on_update: true,
  is_sent_on_delete: true,
  is_person_id_sent: false,
  excluded_sources: {},
  contact: null,
  paused: false,
};

/** Products by type of change; types without any are left out. */
const excludedSources = (value: unknown): SubscriptionSettings['excluded_sources'] =>
  Object.fromEntries(
    CHANGE_TYPES.flatMap((type) => {
      const listed = valueAt(value, type);
      return Array.isArray(listed) && listed.length > 0 ? [[type, [...new Set(listed)]] as const] : [];
    }),
  );

/** @param payload valid; what it leaves out stays, and `null` gives a key its default back */
export const subscriptionSettingsAfter = (
  payload: unknown,
  before?: SubscriptionSettings,
): SubscriptionSettings => {
  const sent = asObject(payload);
  const known = { ...DEFAULTS, ...before };
  const names = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];
  const chosen = Object.fromEntries(
    names.map((name) => {
      const value = sent[name];
      if (value === undefined) return [name, known[name]];
      if (isAbsent(value)) return [name, DEFAULTS[name]];
      return [name, name === 'excluded_sources' ? excludedSources(value) : value];
    }),
  ) as unknown as Omit<SubscriptionSettings, 'url'>;
  const url = sent['url'] === undefined ? before?.url : receiverUrl(String(sent['url']));
  return { ...chosen, url: String(url) };
};

const MAX_OVERLAP_HOURS = 168;
const OVERLAP_HOURS = 24;

export const isRotation = record({
  overlap_hours: optional(
    sequence(isInteger, compare('greater_or_equal_to', 0), compare('less_or_equal_to', MAX_OVERLAP_HOURS)),
  ),
});

/** @param body valid @returns for how many hours the earlier secret signs, too */
export const overlapHours = (body: unknown): number => {
  const hours = valueAt(body, 'overlap_hours');
  return typeof hours === 'number' ? hours : OVERLAP_HOURS;
};
