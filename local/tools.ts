import type { IncomingMessage } from 'node:http';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import type { MovableClock } from './clock.ts';
import type { Counts } from './counts.ts';
import type { Inbox } from './engines/inbox.ts';
import type { Endpoint } from './engines/loopback.ts';
import type { CapturedMessage, SnsServer } from './engines/sns.ts';
import type { LocalReports } from './reports.ts';
import type { Schedules } from './schedules.ts';

interface Parts {
  readonly clock: MovableClock;
  readonly inbox: Pick<Inbox, 'list'>;
  readonly sns: Pick<SnsServer, 'list'>;
  readonly secrets: Pick<Endpoint, 'url'>;
  readonly queueUrl: string;
  readonly schedules: Pick<Schedules, 'run'>;
  readonly counts: Pick<Counts, 'read'>;
  readonly reports: Pick<LocalReports, 'report'>;
}

/** What the person with the device would see, and the platform's own text beside it. */
const shownPush = ({ message }: CapturedMessage) => {
  const { default: text, ...payloads } = JSON.parse(message) as Record<string, string>;
  const payload = JSON.parse(Object.values(payloads)[0] ?? '{}');
  const shown = payload.fcmV1Message?.message.notification ?? payload.aps?.alert;
  return { subject: shown?.title ?? null, text: shown?.body ?? text ?? '', payload };
};

/** All that was "sent", oldest first (architecture §10). */
const outbox = async ({ inbox, sns }: Parts) => {
  const mails = (await inbox.list()).map((mail) => ({
    channel: 'email',
    to: mail.to.join(', '),
    subject: mail.subject,
    text: mail.text ?? null,
    html: mail.html ?? null,
    headers: mail.headers,
    at: mail.at,
  }));
  const published = sns.list().map((sent) => ({
    channel: sent.phone_number ? 'sms' : 'push',
    to: sent.phone_number ?? sent.token ?? '',
    ...(sent.phone_number ? { subject: null, text: sent.message } : shownPush(sent)),
    html: null,
    headers: [],
    at: sent.at,
  }));
  return [...mails, ...published].sort((a, b) => a.at.localeCompare(b.at));
};

/** Beyond a century times are no dates any more, and the clock never goes back. */
const MAX_SECONDS = 100 * 365 * 24 * 60 * 60;

const valueIn = (body: string, name: string): unknown => {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null)?.[name];
  } catch {
    return undefined;
  }
};

/** What has become due by the move is done when the answer comes. */
const advance = async ({ clock, schedules }: Parts, body: string) => {
  const seconds = valueIn(body, 'advance_seconds');
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_SECONDS)) {
    return { error: `advance_seconds must be a number of seconds from 0 to ${MAX_SECONDS}` };
  }
  const now = clock.advance(seconds).toISOString();
  await schedules.run();
  return { now };
};

const WORKER_IDS = SCHEDULED_WORKERS.map(({ id }) => id);

const runNow = async ({ schedules }: Parts, body: string) => {
  const worker = WORKER_IDS.find((id) => id === valueIn(body, 'worker'));
  if (worker === undefined) return { error: `worker must be one of ${WORKER_IDS.join(', ')}` };
  await schedules.run(worker);
  return { ran: worker };
};

/** What the local stack offers beside the API, below `/_local`. */
export const localTools = (parts: Parts) => {
  const tools: Record<string, (body: string) => Promise<unknown>> = {
    'GET /outbox': () => outbox(parts),
    'POST /clock': (body) => advance(parts, body),
    'POST /run': (body) => runNow(parts, body),
    'POST /report': (body) => parts.reports.report(valueIn(body, 'to'), valueIn(body, 'report')),
    'GET /metrics': async () => parts.counts.read(),
    // The operator command asks where the keys and the queues are.
    'GET /engines': async () => ({ secrets: parts.secrets.url, queues: parts.queueUrl }),
    'GET /health': async () => ({ ok: true, now: parts.clock.now().toISOString() }),
  };
  return async (message: IncomingMessage, path: string, body: string): Promise<unknown> =>
    tools[`${message.method} ${path}`]?.(body);
};
