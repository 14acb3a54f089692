import type { JobActivity, RequestActivity } from '../activity/activity.ts';
import type { MetricSeries } from '../metric-series.ts';
import type { ListedMessage } from '../outbox/message-store.ts';
import type { SentMessage } from '../outbox/sent-message.ts';
import type { QueueState } from '../queue-tools.ts';

/** The tools of the local stack, which a deployment has not. */
export interface Config {
  readonly local: boolean;
  readonly user_agent: string;
  readonly clubs: readonly { readonly slug: string; readonly token: string }[];
}

export interface OutboxPage {
  readonly messages: readonly ListedMessage[];
  readonly total: number;
  readonly next: number | null;
}

export interface OutboxMessage extends Omit<SentMessage, 'html'> {
  readonly number: number;
  readonly has_html: boolean;
  /** What a provider could report on it. */
  readonly reports: readonly string[];
}

const answerOf = async (reply: Response): Promise<unknown> => {
  const answer = (await reply.json().catch(() => undefined)) as { error?: unknown } | undefined;
  const error = answer?.error;
  if (reply.ok && error === undefined) return answer;
  throw new Error(typeof error === 'string' ? error : `The local stack answered ${reply.status}.`);
};

const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await answerOf(await fetch(path, signal ? { signal } : {}))) as T;

const post = async <T>(path: string, body: object): Promise<T> =>
  (await answerOf(await fetch(path, { method: 'POST', body: JSON.stringify(body) }))) as T;

export const localApi = {
  config: () => get<Config>('config'),
  health: () => get<{ now: string }>('health'),
  outbox: (query: URLSearchParams, signal?: AbortSignal) => get<OutboxPage>(`messages?${query}`, signal),
  message: (number: string, signal?: AbortSignal) => get<OutboxMessage>(`messages/${number}`, signal),
  report: (number: number, report: string) => post(`messages/${number}`, { report }),
  advance: (seconds: number) => post<{ now: string }>('clock', { advance_seconds: seconds }),
  requests: (signal?: AbortSignal) => get<{ requests: readonly RequestActivity[] }>('requests', signal),
  jobs: (signal?: AbortSignal) => get<{ jobs: readonly JobActivity[] }>('jobs', signal),
  queues: (signal?: AbortSignal) => get<{ queues: readonly QueueState[] | null }>('queues', signal),
  redrive: (queue: string) => post<{ sent_back: number }>('redrive', { queue }),
  metrics: (signal?: AbortSignal) =>
    get<MetricSeries & { descriptions: Readonly<Record<string, string>> }>('series', signal),
};
