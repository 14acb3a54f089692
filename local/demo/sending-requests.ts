import { DEMO_CLUBS } from '../seed.ts';
import { demoClient, WITHOUT_WELCOME } from './api.ts';
import { demoMembers } from './people.ts';

const [{ slug: CLUB, secret: TOKEN }] = DEMO_CLUBS;
const A_BULK = 5000;

/** Selects the messages of the big sending. */
const GREETING = 'Big news,';

interface Sent {
  readonly to: string;
  readonly text: string | null;
}

const HEADERS = {
  'Content-Type': 'application/json',
  'X-Loyalty-Club-Slug': CLUB,
  'X-Client-Authorization': TOKEN,
  'X-Product-Name': 'default',
  'X-User-Agent': 'demo',
};

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at, not relied upon.
type Answer = any;

export const ask = async (url: string, method: string, path: string, body?: unknown): Promise<Answer> => {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: HEADERS,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await reply.json();
  if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(answer)}`);
  return answer;
};

/** @returns members that were created */
export const importMembers = async (url: string, run: string, count: number): Promise<number> => {
  const { memberBulks } = demoClient(url);
  const job = memberBulks.job(run);
  for (let from = 0; from < count; from += A_BULK) {
    const members = demoMembers(run, from, Math.min(from + A_BULK, count));
    await memberBulks.createOrUpdate({ members, job_id: run, request_number: from, ...WITHOUT_WELCOME });
  }
  return (await job.waitUntilFinished({ pollMs: 500 })).members_created_number;
};

/** The documented messaging bulk, with only the host changed. @returns the statuses of its operations */
export const runDocumentedExample = async (url: string): Promise<readonly number[]> => {
  const operations = [
    { type: 'update', entity: 'message', params: { id: 80 }, payload: { name: 'my name' } },
    { type: 'update', entity: 'sending', params: { id: 3958 }, payload: { schedule: { type: 'immediate' } } },
    {
      type: 'create',
      entity: 'sending',
      params: { message_id: 80 },
      payload: { recipients: [{ member_id: 13 }] },
    },
  ];
  const { results } = await ask(url, 'POST', '/v1/messages/bulks', { operations });
  return results.map((result: Answer) => result.response.status);
};

/** A message to every member of the run, in 15 minutes. @returns the id of its sending */
export const scheduleBigSending = async (url: string, run: string): Promise<number> => {
  const everybody = { condition_group: 'member_properties', field: 'email', operator: 'match' };
  const conditions = [
    { ...everybody, operator: 'greater_or_equal_to', value: `demo.${run}.` },
    { ...everybody, operator: 'less_than', value: `demo.${run}/` },
  ];
  const template = {
    type: 'inline',
    definition: { type: 'plain', content: { body: `${GREETING} {{member.first_name}}!` } },
  };
  const sending = {
    schedule: { type: 'relative', in: '15 minutes' },
    audience: { type: 'inline', conditions },
  };
  const message = { name: 'Big sending', channels: [{ type: 'sms', template }], sending };
  const created = await ask(url, 'POST', '/v1/messages', { message });
  return created.message.latest_sending.id;
};

/** The numbers that were written to, in order. */
export const writtenTo = async (url: string): Promise<readonly string[]> =>
  (await ask(url, 'GET', '/_local/outbox'))
    .filter(({ text }: Sent) => text?.startsWith(GREETING))
    .map(({ to }: Sent) => to.replace('+', ''));
