import type { ErrorCode } from '#shared/error-codes.ts';

/** One request as a caller would write it. */
export interface RequestExample {
  readonly summary: string;
  /** Path parameters by name, the club apart. */
  readonly path?: Readonly<Record<string, string>>;
  /** Query parameters as in a URL. */
  readonly query?: Readonly<Record<string, string>>;
  /** Beside the headers that every request carries. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface ReplyExample {
  readonly summary: string;
  readonly body: unknown;
}

/** What the documents show of one endpoint; names are words joined by underscores. */
export interface EndpointExamples {
  /** A few sentences in Markdown: what the summary leaves out. */
  readonly about?: string;
  /** By name. The first one is the runnable example of the reference. */
  readonly requests: Readonly<Record<string, RequestExample>>;
  /** By success status, or a failure that the contract lists under its replies, then by name. */
  readonly replies: Readonly<Record<number, Readonly<Record<string, ReplyExample>>>>;
  /** Bodies of errors where this endpoint's differ from the usual ones. */
  readonly errors?: Readonly<Partial<Record<ErrorCode, unknown>>>;
}

export const DONE = { done: { summary: 'Done', body: {} } } as const;
