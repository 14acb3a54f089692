import { type Answer, readAnswer } from './answer.ts';
import { payloadOf } from './body.ts';
import type { CallInput, Send } from './call.ts';
import { type LoyaltyApiError, LoyaltyConnectionError } from './errors.ts';
import { pause } from './pause.ts';
import { backoff, mayRepeatAfterSilence, mayRepeatAfterStatus } from './repeat.ts';
import { headersOf, urlOf } from './request.ts';
import { type ClientSettings, DEFAULTS } from './settings.ts';
import type { FetchInit } from './web.ts';

interface Prepared {
  readonly url: string;
  readonly init: FetchInit;
}

type Outcome =
  | { readonly reply: unknown }
  | { readonly error: LoyaltyApiError | LoyaltyConnectionError; readonly mayRepeat: boolean };

/** The innermost code: `fetch` wraps what the network said. */
const networkCode = (error: unknown): string => {
  const { code, cause, name } = (error ?? {}) as { code?: unknown; cause?: unknown; name?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  if (cause !== undefined && cause !== null) return networkCode(cause);
  return typeof code === 'string' ? code : 'no answer';
};

/** One attempt. @throws the reason of the caller's signal */
const attemptAt = async (settings: ClientSettings, input: CallInput, request: Prepared): Promise<Outcome> => {
  const { operation, options } = input;
  const timeout = AbortSignal.timeout(options.timeoutMs ?? settings.timeoutMs ?? DEFAULTS.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal as AbortSignal, timeout]) : timeout;
  const { fetch: send = fetch as NonNullable<ClientSettings['fetch']> } = settings;
  let answer: Answer;
  try {
    answer = await readAnswer(input, await send(request.url, { ...request.init, signal }));
  } catch (error) {
    options.signal?.throwIfAborted();
    const code = networkCode(error);
    const silence = new LoyaltyConnectionError(operation, code, { cause: error });
    return { error: silence, mayRepeat: mayRepeatAfterSilence(input, code) };
  }
  settings.onResponse?.(answer.info);
  if ('reply' in answer) return answer;
  return { error: answer.error, mayRepeat: mayRepeatAfterStatus(input, answer.info.status) };
};

const requestFor = async (settings: ClientSettings, input: CallInput): Promise<Prepared> => {
  const payload = input.row.body ? await payloadOf(input.body) : undefined;
  return {
    url: urlOf(settings, input),
    init: {
      method: input.row.method,
      headers: { ...headersOf(settings, input), ...payload?.headers },
      // A redirect would take the client token to another host.
      redirect: 'error',
      ...(payload && { body: payload.body }),
    },
  };
};

const reasonOf = (error: LoyaltyApiError | LoyaltyConnectionError): string =>
  'status' in error ? `HTTP ${error.status}` : error.code;

export const openSend =
  (settings: ClientSettings): Send =>
  async (input) => {
    const { operation, options } = input;
    const retries = options.retries ?? settings.retries ?? DEFAULTS.retries;
    const longest = settings.longestWaitSeconds ?? DEFAULTS.longestWaitSeconds;
    const request = await requestFor(settings, input);
    for (let attempt = 1; ; attempt += 1) {
      options.signal?.throwIfAborted();
      const outcome = await attemptAt(settings, input, request);
      if ('reply' in outcome) return outcome.reply;
      const { error } = outcome;
      const asked = 'retryAfterSeconds' in error ? error.retryAfterSeconds : undefined;
      const seconds = asked ?? backoff(attempt, Math.random);
      if (!outcome.mayRepeat || attempt > retries || seconds > longest) throw error;
      settings.onRetry?.({ operation, attempt, reason: reasonOf(error), seconds });
      await pause(seconds * 1000, options.signal);
    }
  };
