/** Settings of a deployment that `cdk … -c name=value` or cdk.json give. */

const isAbsent = (value: unknown): value is undefined | '' => value === undefined || value === '';

/** @returns nothing when it is no https address without a path */
const originOf = (value: unknown): string | undefined => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isOrigin =
    url?.protocol === 'https:' && url.pathname === '/' && url.search === '' && url.username === '';
  return isOrigin ? url.origin : undefined;
};

/**
 * @param value `-c publicUrl=https://club.example.com`; links in mails start with it
 * @throws TypeError when it is no https address without a path
 */
export const publicUrlOf = (value: unknown): string | undefined => {
  if (isAbsent(value)) return undefined;
  const origin = originOf(value);
  if (origin !== undefined) return origin;
  throw new TypeError(`publicUrl ${JSON.stringify(value)} must look like https://club.example.com`);
};

/** Messages a second when nothing else is said: what SES gives to accounts in its sandbox, and SNS to any. */
const DEFAULT_RATES = { email: 1, sms: 20, push: 100 } as const;

/**
 * @param settings `-c mailRate=14`, `smsRate`, `pushRate`: messages a second that sendings may hand over
 * @throws TypeError when one is no whole number from 1
 */
export const sendingRatesOf = (
  settings: Readonly<Record<keyof typeof DEFAULT_RATES, unknown>>,
): Readonly<Record<keyof typeof DEFAULT_RATES, number>> => {
  const rate = (channel: keyof typeof DEFAULT_RATES): number => {
    const value = settings[channel] ?? DEFAULT_RATES[channel];
    if (/^[1-9]\d{0,5}$/.test(String(value))) return Number(value);
    throw new TypeError(`The rate ${JSON.stringify(value)} must be messages a second, from 1 to 999999`);
  };
  return { email: rate('email'), sms: rate('sms'), push: rate('push') };
};

const listed = (value: unknown): readonly string[] | undefined => {
  if (isAbsent(value)) return [];
  return typeof value === 'string' ? value.split(',').map((name) => name.trim()) : undefined;
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

/**
 * @param value `-c allowedOrigins=https://shop.example.com`: pages whose scripts may call the API
 * @throws TypeError when one is no https address without a path; `*` is none
 */
export const allowedOriginsOf = (value: unknown): readonly string[] => {
  const origins = listed(value)?.map(originOf);
  if (origins?.every((origin) => origin !== undefined)) return origins;
  throw new TypeError(`allowedOrigins ${JSON.stringify(value)} must look like https://shop.example.com`);
};

/** A name of the operator's own for the API, and the certificate that proves it. */
export interface CustomDomain {
  readonly name: string;
  readonly certificateArn: string;
  /** The address that AWS gave the API is closed, so that nobody goes round what stands before the domain. */
  readonly only: boolean;
}

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const CERTIFICATE = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/;

/**
 * @param settings `-c domainName=api.example.com -c certificateArn=arn:aws:acm:…`, and `-c domainOnly=true`
 * @throws TypeError when one is missing or wrong
 */
export const customDomainOf = (settings: {
  readonly domainName: unknown;
  readonly certificateArn: unknown;
  readonly domainOnly: unknown;
}): CustomDomain | undefined => {
  const { domainName: name, certificateArn, domainOnly } = settings;
  if (Object.values(settings).every(isAbsent)) return undefined;
  if (typeof name !== 'string' || !HOST.test(name)) {
    throw new TypeError(`domainName ${JSON.stringify(name)} must look like api.example.com`);
  }
  if (typeof certificateArn !== 'string' || !CERTIFICATE.test(certificateArn)) {
    throw new TypeError(
      `certificateArn ${JSON.stringify(certificateArn)} must be the ARN of a certificate in ACM`,
    );
  }
  if (!isAbsent(domainOnly) && !['true', 'false'].includes(String(domainOnly))) {
    throw new TypeError(`domainOnly ${JSON.stringify(domainOnly)} must be true or false`);
  }
  return { name, certificateArn, only: String(domainOnly) === 'true' };
};

const ADDRESS = /^[^@\s,]+@[^@\s,]+\.[^@\s,]+$/;

/**
 * @param value `-c alarmEmail=ops@example.com`: whom alarms tell
 * @throws TypeError when it is no address
 */
export const alarmEmailOf = (value: unknown): string | undefined => {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'string' && ADDRESS.test(value)) return value;
  throw new TypeError(`alarmEmail ${JSON.stringify(value)} must be one e-mail address`);
};

/** Dollars a month. */
export interface Spending {
  /** What SNS may spend on SMS: the account's quota. */
  readonly smsLimit: number;
  /** What the account may cost before somebody hears of it. */
  readonly budget: number | undefined;
}

/** The quota of a new account. @see https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html */
const FIRST_SMS_LIMIT = 1;

const dollars = (name: string, value: unknown): number | undefined => {
  if (isAbsent(value)) return undefined;
  const amount = Number(value);
  if (amount > 0 && Number.isFinite(amount)) return amount;
  throw new TypeError(`${name} ${JSON.stringify(value)} must be dollars a month`);
};

/**
 * @param settings `-c smsLimit=200 -c monthlyBudget=500`
 * @throws TypeError when one is no amount
 */
export const spendingOf = (settings: {
  readonly smsLimit: unknown;
  readonly monthlyBudget: unknown;
}): Spending => ({
  smsLimit: dollars('smsLimit', settings.smsLimit) ?? FIRST_SMS_LIMIT,
  budget: dollars('monthlyBudget', settings.monthlyBudget),
});

/** A table that was restored from a backup and takes the place of the stack's own. */
export interface RestoredTable {
  readonly name: string;
  readonly arn: string;
  readonly streamArn: string;
}

const STREAM =
  /^(arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/([A-Za-z0-9_.-]{3,255}))\/stream\/[0-9T:.-]+$/;

/**
 * @param value `-c restoredTable=<ARN of the restored table's stream>`
 * @throws TypeError when it is no such ARN
 */
export const restoredTableOf = (value: unknown): RestoredTable | undefined => {
  if (isAbsent(value)) return undefined;
  const [streamArn, arn, name] = (typeof value === 'string' && value.match(STREAM)) || [];
  if (streamArn !== undefined && arn !== undefined && name !== undefined) return { name, arn, streamArn };
  throw new TypeError(`restoredTable ${JSON.stringify(value)} must be the ARN of a table's stream`);
};
