import { randomBytes, randomInt } from 'node:crypto';
import type { LoyaltyClient, Member, MessagesSettingsReply } from '../../packages/client/src/main.ts';

/** What all checks of one run share. */
export interface SmokeContext {
  readonly url: string;
  readonly club: string;
  readonly token: string;
  /** A token of the club without the permit to read members. */
  readonly limitedToken: string | undefined;
  readonly product: string;
  readonly client: LoyaltyClient;
  readonly signal: AbortSignal;
  readonly names: Names;
  /** What a member of the club needs beside its e-mail address. */
  properties: Readonly<Record<string, unknown>>;
  /** Answers to the consents that the club requires. */
  consents: Readonly<Record<string, { readonly status: true }>>;
  /** Seconds to wait for an asynchronous result. */
  readonly patience: number;
  /** The channels that the club has, once they are known. */
  channels?: MessagesSettingsReply['settings']['channels'];
  /** Whether the club identifies members by their numbers alone. */
  byNumber: boolean;
  /** The member that the checks share, once it is made. */
  member?: Member;
}

/** Members of a run are numbered: the shared one, those of the bulk, those of the import, the one whose mail bounces. */
export const MEMBERS = { shared: [0], bulk: [1, 2], import: [3, 4], bouncing: [5] } as const;
export const ALL_MEMBERS: readonly number[] = Object.values(MEMBERS).flat();

const mailboxOf = (nth: number): string =>
  (MEMBERS.bouncing as readonly number[]).includes(nth) ? 'bounce' : 'success';

/** Everything a run makes has a name that is known before it is made, so that it can be found and removed. */
interface Names {
  readonly run: string;
  readonly message: string;
  /** The message that is sent. */
  readonly sentMessage: string;
  readonly job: string;
  readonly import: string;
  readonly password: string;
  email(nth: number): string;
  /** A fictional number. */
  msisdn(nth: number): string;
}

/**
 * Addresses of SES' mailbox simulator: mail to them is accepted, reaches no person and counts as no bounce
 * (Amazon SES Developer Guide, "Using the mailbox simulator").
 */
const SIMULATOR = 'simulator.amazonses.com';

/** @param area numbers of one area with 555-01xx are fictional (North American Numbering Plan) */
const fictional = (area: number, nth: number): string => `1${area}55501${String(nth).padStart(2, '0')}`;

export const newNames = (): Names => {
  const run = randomBytes(5).toString('hex');
  const area = randomInt(201, 990);
  return {
    run,
    message: `Smoke test ${run}`,
    sentMessage: `Smoke test ${run}, sent`,
    job: `smoke-${run}`,
    import: `smoke-import-${run}`,
    password: randomBytes(18).toString('base64url'),
    email: (nth) => `${mailboxOf(nth)}+smoke-${run}-${nth}@${SIMULATOR}`,
    msisdn: (nth) => fictional(area, nth),
  };
};

/** The nth member of the run. It has a number only where it must, so that no person gets an SMS. */
export const payloadOf = ({ names, properties, consents, byNumber }: SmokeContext, nth: number) => ({
  properties: { ...properties, email: names.email(nth), ...(byNumber && { msisdn: names.msisdn(nth) }) },
  consents,
});
