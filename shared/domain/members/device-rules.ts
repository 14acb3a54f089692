import { DEVICE_PLATFORMS, type DevicePlatform } from '#shared/vocabulary.ts';
import { ownValue } from '../member-schema/json-value.ts';
import { refuseProblems } from '../validation/invalid-parameters.ts';
import {
  asObject,
  isText,
  line,
  matches,
  noLongerThan,
  oneOf,
  optional,
  type Rule,
  record,
  required,
  sequence,
} from '../validation/rules.ts';
import { type DeviceChange, registerDevice, removeDevices } from './device-changes.ts';

type Body = Readonly<Record<string, unknown>>;

/** Firebase's tokens have some 150 to 250 characters today, and no limit that it tells. */
const isToken = sequence(isText, matches(/^[\x21-\x7e]+$/), noLongerThan(1024));
const isPlatform = sequence(isText, oneOf(DEVICE_PLATFORMS));
const isName = line(255);

const text = (body: Body, key: string): string | null => {
  const value = ownValue(asObject(body), key);
  return typeof value === 'string' ? value : null;
};

const judged = (rule: Rule, body: Body): void => refuseProblems(rule(body));

const isRegistration = record({
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
  judged(isRegistration, body);
  const device = {
    token: text(body, 'token') ?? '',
    platform: text(body, 'platform') as DevicePlatform,
    installation: text(body, 'app_installation_id'),
    firebase_project: text(body, 'firebase_project_slug'),
    session,
  };
  return { devices: registerDevice(device) };
};

const isEmpty = (body: Body): boolean => {
  const value = ownValue(body, 'app_token');
  return value === '' || value === null;
};

/** A key that is missing is a mistake; only an empty token says that there is to be none. */
const isOnlyToken = (body: Body): Rule =>
  isEmpty(body)
    ? record({ app_platform: optional(isPlatform) })
    : record({ app_token: required(isToken), app_platform: required(isPlatform) });

/**
 * What `update_app_token` asks for: a token that takes the place of the one set so before, or none at all.
 * @param session the log-in that asks; nothing for an admin
 * @throws LoyaltyError parameters_invalid
 */
export const appTokenOf = (body: Body, session: string | null): { devices: DeviceChange } => {
  judged(isOnlyToken(body), body);
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
