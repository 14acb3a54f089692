import { METRICS } from '#shared/metric-names.ts';
import { CHANNELS, type Channel } from '#shared/vocabulary.ts';
import type { ActivityLog } from './activity/activity-log.ts';
import type { MovableClock } from './clock.ts';
import { QUIET_USER_AGENT } from './console-settings.ts';
import type { QueueServer } from './engines/queue.ts';
import { jsonBody, type LocalReply } from './gateway/local-reply.ts';
import type { MetricSeries } from './metric-series.ts';
import type { MessageStore } from './outbox/message-store.ts';
import type { SentMessage } from './outbox/sent-message.ts';
import { queueStates, redriveQueue } from './queue-tools.ts';
import { type LocalReports, reportsOn } from './reports.ts';
import { DEMO_CLUBS } from './seed.ts';
import { type Tools, valueIn } from './tools.ts';

interface Parts {
  readonly clock: MovableClock;
  readonly outbox: MessageStore;
  readonly activities: ActivityLog;
  readonly reports: Pick<LocalReports, 'reportOn'>;
  readonly metrics: { read(): MetricSeries };
  /** Absent where another engine has the queues. */
  readonly queues: Pick<QueueServer, 'queue'> | undefined;
}

/**
 * A mail's HTML runs no script, loads nothing, and has an origin of its own, so that it can read nothing here. Its
 * links open in new windows.
 */
const MAIL_POLICY = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const mailPage = ({ html }: SentMessage): LocalReply => ({
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': MAIL_POLICY,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  },
  body: `<!doctype html><base target="_blank">${html ?? ''}`,
});

const MAX_PAGE = 200;

const integer = (text: string | null): number | undefined =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const channelOf = (text: string | null): Channel | undefined => CHANNELS.find((one) => one === text);

const lastOf = (path: string): number => integer(path.split('/').at(-1) ?? '') ?? 0;

/** What the console alone asks for. */
export const consoleTools = ({ clock, outbox, activities, reports, metrics, queues }: Parts): Tools => {
  const found = async (
    path: string,
    reply: (message: SentMessage) => LocalReply,
  ): Promise<LocalReply | undefined> => {
    const message = await outbox.find(lastOf(path));
    return message && reply(message);
  };
  return {
    'GET /config': async () =>
      jsonBody({
        local: true,
        user_agent: QUIET_USER_AGENT,
        clubs: DEMO_CLUBS.map(({ slug, secret }) => ({ slug, token: secret })),
      }),
    'GET /messages': async ({ query }) =>
      jsonBody(
        outbox.page({
          channel: channelOf(query.get('channel')),
          to: query.get('to') ?? undefined,
          before: integer(query.get('before')),
          limit: Math.min(integer(query.get('limit')) ?? 50, MAX_PAGE),
        }),
      ),
    'GET /messages/*': ({ path }) =>
      found(path, ({ html, ...message }) =>
        jsonBody({ ...message, number: lastOf(path), has_html: html !== null, reports: reportsOn(message) }),
      ),
    'GET /html/*': ({ path }) => found(path, mailPage),
    'POST /messages/*': async ({ path, body }) => {
      const message = await outbox.find(lastOf(path));
      return message && jsonBody(await reports.reportOn(message, valueIn(body, 'report')));
    },
    'GET /requests': async () => jsonBody({ requests: activities.requests() }),
    'GET /jobs': async () => jsonBody({ jobs: activities.jobs() }),
    'GET /queues': async () => jsonBody({ queues: queues ? queueStates(queues) : null }),
    'POST /redrive': async ({ body }) => {
      const sent = await (queues && redriveQueue(queues, valueIn(body, 'queue'), clock.now().getTime()));
      return sent === undefined
        ? jsonBody({ error: 'queue must be one of the queues here' }, 404)
        : jsonBody({ sent_back: sent });
    },
    'GET /series': async () => jsonBody({ ...metrics.read(), descriptions: METRICS }),
  };
};
