import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import type { MovableClock } from './clock.ts';
import type { Counts } from './counts.ts';
import type { Endpoint } from './engines/loopback.ts';
import { jsonBody, jsonList, type LocalReply, type LocalRequest } from './gateway/local-reply.ts';
import type { MessageStore } from './outbox/message-store.ts';
import type { SentMessage } from './outbox/sent-message.ts';
import type { LocalReports } from './reports.ts';
import type { Schedules } from './schedules.ts';

interface Parts {
  readonly clock: MovableClock;
  readonly outbox: Pick<MessageStore, 'all'>;
  readonly secrets: Pick<Endpoint, 'url'>;
  readonly queueUrl: string;
  readonly schedules: Pick<Schedules, 'run'>;
  readonly counts: Pick<Counts, 'read'>;
  readonly reports: Pick<LocalReports, 'report'>;
}

/** All that was "sent", oldest first (architecture §10). */
async function* outboxEntries(messages: AsyncIterable<SentMessage>): AsyncGenerator<object> {
  for await (const { channel, to, subject, text, html, headers, at, payload } of messages)
    yield {
      channel,
      to: to.join(', '),
      subject,
      text,
      ...(payload !== undefined && { payload }),
      html,
      headers,
      at,
    };
}

/** Beyond a century times are no dates any more, and the clock never goes back. */
const MAX_SECONDS = 100 * 365 * 24 * 60 * 60;

export const valueIn = (body: string, name: string): unknown => {
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

/** Answers by method and path, a trailing `/*` for any rest. */
export type Tools = Readonly<Record<string, (request: LocalRequest) => Promise<LocalReply | undefined>>>;

/** What the local stack offers beside the API, below `/_local`, to any HTTP client. */
export const localTools = (parts: Parts): Tools => ({
  'GET /outbox': async () => jsonList(outboxEntries(parts.outbox.all())),
  'POST /clock': async ({ body }) => jsonBody(await advance(parts, body)),
  'POST /run': async ({ body }) => jsonBody(await runNow(parts, body)),
  'POST /report': async ({ body }) =>
    jsonBody(await parts.reports.report(valueIn(body, 'to'), valueIn(body, 'report'))),
  'GET /metrics': async () => jsonBody(parts.counts.read()),
  // The operator command asks where the keys and the queues are.
  'GET /engines': async () => jsonBody({ secrets: parts.secrets.url, queues: parts.queueUrl }),
  'GET /health': async () => jsonBody({ ok: true, now: parts.clock.now().toISOString() }),
});

/** The tool of a request. @returns nothing for an unknown path */
export const answerTool =
  (tools: Tools) =>
  async (request: LocalRequest): Promise<LocalReply | undefined> => {
    const { method, path } = request;
    const exact = tools[`${method} ${path}`] ?? tools[`${method} ${path.replace(/\/[^/]+$/, '/*')}`];
    return exact?.(request);
  };
