import type { ListedMessage } from '../outbox/message-store.ts';

/** A request to the API, without what a person or a client sent: no query, no body, no parameter but names and ids. */
export interface RequestActivity {
  readonly kind: 'request';
  /** ISO 8601, of the stack's clock, as all of these. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly error: string | null;
  readonly milliseconds: number;
  readonly request_id: string | null;
  /** For a path that no route has: the route that was probably meant. */
  readonly nearest: string | null;
}

interface MessageActivity extends ListedMessage {
  readonly kind: 'message';
}

/** One request of a bulk job or an import, each time that some of its chunks have ended. */
export interface JobActivity {
  readonly kind: 'job';
  readonly at: string;
  readonly club: string;
  readonly source: 'bulk' | 'import';
  /** Job id or import id. */
  readonly id: string;
  /** Names the request within the job. */
  readonly request: string;
  readonly chunks: number;
  readonly chunks_done: number;
  readonly members_created: number;
  readonly members_updated: number;
  readonly members_invalid: number;
}

/** What the stack reports to the terminal and to the console. */
export type Activity = RequestActivity | MessageActivity | JobActivity;
