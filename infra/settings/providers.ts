import type { Channel } from '#shared/vocabulary.ts';
import { isAbsent, listed } from './value.ts';

/** Messages a second by default: the rate of SES for accounts in its sandbox, and of SNS for any. */
const DEFAULT_RATES: Readonly<Record<Channel, number>> = { email: 1, sms: 20, push: 100 };

/**
 * @param settings `-c mailRate=14`, `smsRate`, `pushRate`: messages a second that sendings may send
 * @throws TypeError when one is no whole number from 1
 */
export const sendingRatesOf = (
  settings: Readonly<Record<Channel, unknown>>,
): Readonly<Record<Channel, number>> => {
  const rate = (channel: Channel): number => {
    const value = settings[channel] ?? DEFAULT_RATES[channel];
    if (/^[1-9]\d{0,5}$/.test(String(value))) return Number(value);
    throw new TypeError(`The rate ${JSON.stringify(value)} must be messages a second, from 1 to 999999`);
  };
  return { email: rate('email'), sms: rate('sms'), push: rate('push') };
};

const IDENTITY = /^[A-Za-z0-9.@_+-]+$/;

/**
 * @param value `-c mailIdentities=example.com,news@example.org`: what the clubs may send from
 * @throws TypeError when one is no domain or address
 */
export const mailIdentitiesOf = (value: unknown): readonly string[] => {
  const names = listed(value);
  if (names?.every((name) => IDENTITY.test(name))) return names;
  throw new TypeError(`mailIdentities ${JSON.stringify(value)} must be domains or addresses, with commas`);
};

const APPLICATION = /^(GCM|APNS|APNS_SANDBOX)\/[A-Za-z0-9._-]{1,256}$/;

/**
 * @param value `-c pushApplications=GCM/mall,APNS/mall`: the platform applications that the clubs push through
 * @throws TypeError when one is no platform with a name
 */
export const pushApplicationsOf = (value: unknown): readonly string[] => {
  const names = listed(value);
  if (names?.every((name) => APPLICATION.test(name))) return names;
  throw new TypeError(`pushApplications ${JSON.stringify(value)} must look like GCM/mall,APNS/mall`);
};

const SMS_STATUS = ['create', 'existing'] as const;

/**
 * @param value `-c smsStatus=create`: SNS logs the delivery status of SMS, into new log groups (`create`) or into those
 * that the account already has (`existing`)
 * @returns nothing when absent
 * @throws TypeError when it is neither
 */
export const smsStatusOf = (value: unknown): (typeof SMS_STATUS)[number] | undefined => {
  if (isAbsent(value)) return undefined;
  const found = SMS_STATUS.find((one) => one === value);
  if (found) return found;
  throw new TypeError(`smsStatus ${JSON.stringify(value)} must be ${SMS_STATUS.join(' or ')}`);
};
