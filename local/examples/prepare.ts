import type { OwnValue } from '../../openapi/examples/own-values.ts';
import { createClient } from '../../packages/client/src/main.ts';
import { demoClient } from '../demo/api.ts';
import { DEMO_ADMIN_TOKEN, DEMO_CLUBS } from '../seed.ts';
import { mailedTokens } from './mails.ts';
import { sentMessage } from './sendings.ts';

const NAME = { first_name: 'Ola', last_name: 'Nordmann' } as const;

/** A client token to look at, change and revoke. @returns its id */
const issuedToken = async (url: string, name: string): Promise<number> => {
  const admin = createClient({ url, token: DEMO_ADMIN_TOKEN, club: DEMO_CLUBS[0].slug });
  const { token } = await admin.tokens.create({
    token: { name: `Web shop ${name}`, permits: ['BL:Api:Members:Get'], loyalty_club_ids: [1] },
  });
  return token.id;
};

const RECEIVERS = 'https://hooks.example.com/';

/** A club has a few subscriptions only: those of earlier states go, but the first. @returns the id of a new one */
const subscribed = async (client: ReturnType<typeof demoClient>, name: string): Promise<number> => {
  const { members_changes_subscriptions: earlier } = await client.webhooks.list();
  const own = earlier.filter(({ url }) => url.startsWith(RECEIVERS));
  for (const { id } of own.slice(1)) await client.webhooks.destroy({ id });
  const { members_changes_subscription: made } = await client.webhooks.create({
    members_changes_subscription: { url: `${RECEIVERS}${name}` },
  });
  return made.id;
};

let states = 0;

/** Something that no other state has. */
const tag = (): string => {
  states += 1;
  return `${process.pid.toString(36)}-${Date.now().toString(36)}-${states}`;
};

/** Eleven digits behind the country, from the clock. */
const freshMsisdn = (): string => `474${String(Date.now() * 10 + (states % 10)).slice(-7)}`;

/**
 * Puts in place what the examples of the documents need, through the API alone: a member with a session and
 * mailed tokens, a bulk job, an import, a message with sendings, a client token, a subscription. Nothing that is there is changed.
 */
export const prepareExamples = async (url: string): Promise<Readonly<Record<OwnValue, string>>> => {
  const client = demoClient(url);
  const name = tag();
  const email = `joe.${name}@example.com`;
  const msisdn = freshMsisdn();
  const { id } = await client.members.create({
    properties: { ...NAME, email, msisdn, language: 'no' },
    password: '123',
  });
  await client.members.sendPasswordResetToken({ email });
  const session = await client.oauth.token({
    grant_type: 'password',
    identifier_type: 'id',
    identifier: id,
    password: '123',
  });
  const row = (who: string) => ({ properties: { ...NAME, email: `${who}.${name}@example.com` } });
  const job = await client.memberBulks.createOrUpdate({
    members: [row('ann')],
    job_id: `job-${name}`,
    request_number: 1,
  });
  const imported = await client.memberImports.create({
    members: [row('bob')],
    import_id: `import-${name}`,
    request_number: 1,
  });
  await Promise.all([job.waitUntilFinished(), imported.waitUntilFinished()]);
  const { bulks } = await client.memberImports.show({ import_id: `import-${name}` });
  const sendings = await sentMessage(client, id);
  const mailed = await mailedTokens(url, email, ['reset_password', 'verify_email', 'unsubscribe']);
  return {
    MEMBER_ID: String(id),
    EMAIL: email,
    MSISDN: msisdn,
    ACCESS_TOKEN: session.access_token,
    REFRESH_TOKEN: session.refresh_token,
    RESET_TOKEN: mailed.reset_password,
    VERIFICATION_TOKEN: mailed.verify_email,
    UNSUBSCRIPTION_TOKEN: mailed.unsubscribe,
    JOB_ID: `job-${name}`,
    IMPORT_ID: `import-${name}`,
    BULK_ID: String(bulks[0]?.id),
    MEMBER_MESSAGE_ID: sendings.first,
    MESSAGE_ID: String(sendings.message),
    SENDING_ID: String(sendings.draft),
    SENT_SENDING_ID: String(sendings.sent),
    RUNNING_SENDING_ID: String(sendings.running),
    CLIENT_TOKEN_ID: String(await issuedToken(url, name)),
    SUBSCRIPTION_ID: String(await subscribed(client, name)),
    RECEIVER_URL: `${RECEIVERS}${name}-new`,
  };
};
