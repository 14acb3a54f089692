import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import type { Node } from '../document/node.ts';
import { script } from './replies.ts';

/**
 * Scripts that Postman runs before a request: what it changes, uses up or removes is of its own making, so that each
 * request can be sent again, in any order, and none touches what a stage stores.
 */

/** Calls the API as the collection does. */
const CALL = `
const set = (name, value) => pm.collectionVariables.set(name, String(value));
const filled = (text) => pm.variables.replaceIn(text);
const send = (request) => new Promise((resolve, reject) => {
  pm.sendRequest(request, (error, reply) => (error ? reject(error) : resolve(reply)));
});
const call = async (method, path, body) => {
  const reply = await send({
    url: filled('{{base_url}}' + path),
    method,
    header: {
      'Content-Type': 'application/json',
      'X-Client-Authorization': filled('{{token}}'),
      'X-Product-Name': 'default',
      'X-User-Agent': 'Postman',
      'X-Loyalty-Club-Slug': filled('{{club}}'),
    },
    ...(body && { body: { mode: 'raw', raw: filled(JSON.stringify(body)) } }),
  });
  if (reply.code !== 200) throw new Error(method + ' ' + path + ': ' + reply.code + ' ' + reply.text());
  return reply.json();
};
const until = async (look) => {
  for (let times = 0; times < 300; times += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('Waited too long');
};`;

const ADDRESSES = `
const addresses = () => {
  const name = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  set('new_email', filled('{{mail_prefix}}' + name + '@{{mail_domain}}'));
  set('new_msisdn', '474' + String(Math.random()).slice(2, 9).padEnd(7, '0'));
};`;

const MEMBER = `${ADDRESSES}
const member = async () => {
  addresses();
  const properties = { first_name: 'Ola', last_name: 'Nordmann', email: '{{new_email}}', msisdn: '{{new_msisdn}}' };
  const body = { properties, password: '{{password}}', send_sms_welcome_message: false, sms_enabled: false };
  const { id } = await call('POST', '/v3/{{club}}/members', body);
  set('member_id', id);
  set('email', filled('{{new_email}}'));
  set('msisdn', filled('{{new_msisdn}}'));
  return id;
};`;

const SESSION = `${MEMBER}
const session = async () => {
  const log_in = { grant_type: 'password', identifier_type: 'id', identifier: await member(), password: '{{password}}' };
  const { access_token, refresh_token } = await call('POST', '/v3/{{club}}/members/oauth/token', log_in);
  set('access_token', access_token);
  set('refresh_token', refresh_token);
};`;

const MAILED_TOKENS = `${MEMBER}
const mailed_tokens = async () => {
  await member();
  await call('POST', '/v3/{{club}}/members/by_email/{{email}}/send_password_reset_token');
  const address = filled('{{email}}');
  const pages = { reset_token: 'reset_password', verification_token: 'verify_email', unsubscription_token: 'unsubscribe' };
  const found = await until(async () => {
    const mails = (await send(filled('{{outbox_url}}'))).json().filter(({ to }) => to === address);
    const text = mails.map((mail) => mail.text || '').join('\\n');
    const links = Object.entries(pages).map(([name, page]) => [name, new RegExp('/' + page + '/([A-Za-z0-9._-]+)').exec(text)]);
    return links.every(([, link]) => link !== null) ? links : undefined;
  });
  for (const [name, [, token]] of found) set(name, name === 'unsubscription_token' ? token : token.split('.').pop());
};`;

const MESSAGE = `
const definitions = {
  email: { type: 'email', content: { subject: 'Hi!', body: '<p>Two coffees for one, all week.</p>' } },
  sms: { type: 'plain', content: { body: 'Two coffees for one, all week.' } },
};
const message = async (type = 'email') => {
  const template = { type: 'inline', definition: definitions[type] };
  const body = { message: { name: 'Coffee week', channels: [{ type, template }] } };
  const { id } = (await call('POST', '/v1/messages', body)).message;
  set('message_id', id);
  return id;
};`;

const SENDING = `${MEMBER}${MESSAGE}
const sending = async (plan) => {
  const recipients = [{ member_id: await member() }];
  const body = { sending: { ...plan, recipients } };
  return (await call('POST', '/v1/messages/' + (await message()) + '/sendings', body)).sending.id;
};
const in_status = (id, ...statuses) => until(async () => {
  const { status } = (await call('GET', '/v1/messages/sendings/' + id)).sending;
  return statuses.includes(status) ? status : undefined;
});`;

const RECEIVER = `
const receiver = async () => {
  const { members_changes_subscriptions } = await call('GET', '/v3/{{club}}/members_changes_subscriptions');
  for (const { id, url } of members_changes_subscriptions)
    if (url.startsWith('https://hooks.example.com/')) await call('DELETE', '/v3/{{club}}/members_changes_subscriptions/' + id);
  set('receiver_url', 'https://hooks.example.com/' + Date.now().toString(36));
};
const subscription = async () => {
  await receiver();
  const body = { members_changes_subscription: { url: '{{receiver_url}}' } };
  set('subscription_id', (await call('POST', '/v3/{{club}}/members_changes_subscriptions', body)).members_changes_subscription.id);
};`;

const PREPARATIONS = {
  receiver: `${RECEIVER}\nawait receiver();`,
  subscription: `${RECEIVER}\nawait subscription();`,
  addresses: `${ADDRESSES}\naddresses();`,
  member: `${MEMBER}\nawait member();`,
  session: `${SESSION}\nawait session();`,
  mailedTokens: `${MAILED_TOKENS}
if (filled('{{outbox_url}}') === '') pm.execution.skipRequest();
else await mailed_tokens();`,
  job: `set('job_id', 'job-' + Date.now().toString(36));`,
  import: `set('import_id', 'import-' + Date.now().toString(36));`,
  message: `${MESSAGE}\nawait message();`,
  sms: `${MEMBER}${MESSAGE}\nawait member();\nawait message('sms');`,
  draft: `${SENDING}\nset('sending_id', await sending({ draft: true }));`,
  sent: `${SENDING}
const id = await sending({ schedule: { type: 'immediate' } });
await in_status(id, 'transmitted');
set('sent_sending_id', id);
set('member_message_id', await until(async () => {
  const { messages } = await call('GET', '/v3/{{club}}/members/{{member_id}}/messages');
  return messages.length > 0 ? messages[0].id : undefined;
}));`,
  // A sending that is due in less than five minutes is being executed, and can be stopped until then.
  running: `${SENDING}
const id = await sending({ schedule: { type: 'relative', in: '4 minutes' } });
await in_status(id, 'prepared', 'transmitting');
set('running_sending_id', id);`,
} as const;

const OF_A_SUBSCRIPTION = 'show update destroy rotate-secret test deliveries replay'.split(' ');

const NEEDED: Readonly<Record<string, keyof typeof PREPARATIONS>> = {
  'members.create': 'addresses',
  'members.update': 'member',
  'members.destroy': 'member',
  'members.update-app-token': 'member',
  'members.send-password-reset-token': 'member',
  'members.verify-token': 'mailedTokens',
  'members.reset-password': 'mailedTokens',
  'members.unsubscribe': 'mailedTokens',
  'members.verify-email': 'mailedTokens',
  'oauth.token': 'session',
  'oauth.revoke': 'session',
  'member-bulks.create-or-update': 'job',
  'member-imports.create': 'import',
  'member-messages.list': 'sent',
  'member-messages.get': 'sent',
  'messages.update': 'message',
  'messages.destroy': 'message',
  'messages.bulks': 'draft',
  'sendings.create': 'sms',
  'sendings.update': 'draft',
  'sendings.cancel': 'running',
  'webhooks.create': 'receiver',
  ...Object.fromEntries(OF_A_SUBSCRIPTION.map((verb) => [`webhooks.${verb}`, 'subscription'])),
  'dispatches.list': 'sent',
  'dispatches.members': 'sent',
};

/** Scripts of Postman are no modules, so what waits is a function; a failure of it is one of the run. */
const inFunction = (code: string): readonly string[] => [
  '(async () => {',
  ...`${CALL}\n${code}`.split('\n').flatMap((line) => (line === '' ? [] : [`  ${line}`])),
  "})().catch((error) => pm.test('is prepared', () => { throw error; }));",
];

/** Preparations of which an example may have no need: it has the variable then. */
const ONLY_WITH: Readonly<Partial<Record<keyof typeof PREPARATIONS, string>>> = {
  job: '{{job_id}}',
  import: '{{import_id}}',
};

/** Before a request: what the endpoint needs. @param body of the request */
export const beforeRequest = ({ id, memberToken }: EndpointContract, body: string): readonly Node[] => {
  const name = NEEDED[id] ?? (memberToken ? 'session' : undefined);
  if (name === undefined || !body.includes(ONLY_WITH[name] ?? '')) return [];
  return [script('prerequest', inFunction(PREPARATIONS[name]))];
};
