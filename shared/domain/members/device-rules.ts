import { DEVICE_PLATFORMS, type DevicePlatform } from '#shared/vocabulary.ts';
import { ownValue } from '../member-schema/json-value.ts';
import { refuseProblems } from '../validation/invalid-parameters.ts';
import type { Rule } from '../validation/rule.ts';
import {
  asObject,
  choice,
  oneOf,
  optional,
  record,
  required,
  sequence,
  valueAt,
} from '../validation/rules.ts';
import { isText, line, matches, noLongerThan } from '../validation/value-rules.ts';
import { type DeviceChange, registerDevice, removeDevices } from './device-changes.ts';

type Body = Readonly<Record<string, unknown>>;

/** Firebase's tokens have some 150 to 250 characters today; it documents no limit. */
const isToken = sequence(isText, matches(/^[\x21-\x7e]+$/), noLongerThan(1024));
const isPlatform = sequence(isText, oneOf(DEVICE_PLATFORMS));
const isName = line(255);

const text = (body: Body, key: string): string | null => {
  const value = ownValue(asObject(body), key);
  return typeof value === 'string' ? value : null;
};

/** The body of `POST members/me/app_tokens`. */
export const isRegistration = record({
  token: required(isToken),
  platform: required(isPlatform),
  app_installation_id: required(isName),
  firebase_project_slug: optional(isName),
});

/**
 * What `POST members/me/app_tokens` asks for.
 * @param session the log-in that asks
 * @throws LoyaltyError parameters_invalid
 */
export const registrationOf = (body: Body, session: string): { devices: DeviceChange } => {
  refuseProblems(isRegistration(body));
  const device = {
    token: text(body, 'token') ?? '',
    platform: text(body, 'platform') as DevicePlatform,
    installation: text(body, 'app_installation_id'),
    firebase_project: text(body, 'firebase_project_slug'),
    session,
  };
  return { devices: registerDevice(device) };
};

const NO_TOKEN = ['', null];
const isEmpty = (body: unknown): boolean => NO_TOKEN.some((none) => none === valueAt(body, 'app_token'));

/** The body of `update_app_token`. A key that is missing is a mistake; only an empty token asks for none. */
export const isOnlyToken: Rule = choice(
  isEmpty,
  record({ app_token: oneOf(NO_TOKEN), app_platform: optional(isPlatform) }),
  record({ app_token: required(isToken), app_platform: required(isPlatform) }),
);

/**
 * What `update_app_token` asks for: a token that takes the place of the one set so before, or none at all.
 * @param session the log-in that asks; nothing for an admin
 * @throws LoyaltyError parameters_invalid
 */
export const appTokenOf = (body: Body, session: string | null): { devices: DeviceChange } => {
  refuseProblems(isOnlyToken(body));
  if (isEmpty(body)) return { devices: removeDevices(() => true) };
  const device = {
    token: text(body, 'app_token') ?? '',
    platform: text(body, 'app_platform') as DevicePlatform,
    installation: null,
    firebase_project: null,
    session,
  };
  return { devices: registerDevice(device) };
};
