/**
 * Limits of requests in a window of time, with the names that replies give them (contract §1.12).
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-11
 */
export interface RateLimit {
  /** Most in one window. */
  readonly quota: number;
  /** Seconds. */
  readonly window: number;
  /** What is counted, and for whom. */
  readonly counts: string;
  /** Whether successes say what is left: not where it would reveal attempts of others (threat T6). */
  readonly inSuccesses: boolean;
}

export const RATE_LIMITS = {
  /** Also of an identifier without a member, and of a device that presents a session: after these no password is compared. */
  'log-in': { quota: 10, window: 15 * 60, counts: 'failed log-ins of a member', inSuccesses: false },
  /** After these only members known to the client may log in. */
  'log-in-client': {
    quota: 1000,
    window: 15 * 60,
    counts: 'failed log-ins through a client token',
    inSuccesses: false,
  },
  'current-password': {
    quota: 10,
    window: 15 * 60,
    counts: 'wrong current passwords of a session',
    inSuccesses: false,
  },
  /** It says nothing about any address. */
  'password-reset': {
    quota: 120,
    window: 60,
    counts: 'password reset requests of a client token for a club',
    inSuccesses: true,
  },
  /** Each one calls a host that the caller chose (threat T19). */
  'webhook-test': {
    quota: 10,
    window: 60,
    counts: 'test events of a client token for a club',
    inSuccesses: true,
  },
} as const satisfies Readonly<Record<string, RateLimit>>;

export type RateLimitName = keyof typeof RATE_LIMITS;

/** The limits of an endpoint, that which replies count first. */
export type RateLimitNames = readonly [RateLimitName, ...RateLimitName[]];

/** The limits of each endpoint that has some. */
export const LIMITS = {
  logIn: ['log-in', 'log-in-client'],
  currentPassword: ['current-password'],
  passwordReset: ['password-reset'],
  webhookTest: ['webhook-test'],
} as const satisfies Readonly<Record<string, RateLimitNames>>;

/** What is left of a limit, and for how many seconds. */
export interface AvailableQuota {
  readonly of: RateLimitNames;
  readonly remaining: number;
  readonly seconds: number;
}

/** `"log-in";q=10;w=900` */
const policyOf = (name: RateLimitName): string => {
  const { quota, window } = RATE_LIMITS[name];
  return `"${name}";q=${quota};w=${window}`;
};

/** `RateLimit-Policy` of an endpoint: the same in all of its replies. */
export const policyHeader = (of: RateLimitNames): Readonly<Record<string, string>> => ({
  'ratelimit-policy': of.map(policyOf).join(', '),
});

/** `RateLimit` beside it. */
export const quotaHeaders = ({
  of,
  remaining,
  seconds,
}: AvailableQuota): Readonly<Record<string, string>> => ({
  ...policyHeader(of),
  ratelimit: `"${of[0]}";r=${remaining};t=${seconds}`,
});

const windowText = (seconds: number): string =>
  seconds % 60 === 0
    ? `${seconds / 60 === 1 ? 'a minute' : `${seconds / 60} minutes`}`
    : `${seconds} seconds`;

/** All limits of the endpoint in words: which of these is used up would say more than the status. */
export const limitText = (of: RateLimitNames): string => {
  const counts = of.map((name) => `${RATE_LIMITS[name].quota} ${RATE_LIMITS[name].counts}`).join(', or ');
  return `The limit is ${counts} in ${windowText(RATE_LIMITS[of[0]].window)}; please try again later`;
};
