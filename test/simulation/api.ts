import { ROUTED } from '#shared/contracts/catalogue.ts';
import { type ApiRequest, apiEvent } from '../support/api-event.ts';
import type { Faults } from './faults.ts';
import type { Ending, Handler, Lambda } from './lambda.ts';
import type { Chance } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export interface Reply {
  /** 0: no answer came. */
  readonly status: number;
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

interface Parts {
  readonly scheduler: Scheduler;
  readonly lambda: Lambda;
  readonly faults: Faults;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly access: { readonly slug: string; readonly secret: string };
}

const NO_REPLY: Reply = { status: 0, body: null, headers: {} };
const API_TIMEOUT_MS = 29_000;
const GIVES_UP_AFTER_MS = 30_000;

/** Pages answer in HTML, and say with their status what became of it. */
const bodyOf = ({ body = 'null' }: { readonly body?: string }): unknown =>
  body.startsWith('<') ? body : JSON.parse(body);

const replyOf = (ending: Ending): Reply =>
  ending.state === 'returned'
    ? { status: ending.value.statusCode, body: bodyOf(ending.value), headers: ending.value.headers }
    : { status: 500, body: null, headers: {} };

/** One caller of the API. */
export class Client {
  readonly process: Process;
  readonly chance: Chance;
  readonly #parts: Parts;
  #requests = 0;

  constructor(name: string, parts: Parts) {
    this.#parts = parts;
    this.chance = parts.chance.fork();
    this.process = { name, runtime: undefined, alive: true };
  }

  /** The club whose API it calls. */
  get slug(): string {
    return this.#parts.access.slug;
  }

  sleep(milliseconds: number): Promise<void> {
    return this.#parts.scheduler.sleep(this.process, milliseconds);
  }

  /**
   * One call, its answer or `status` 0; the function may continue when no caller waits for it any more.
   * @param arrived called when the gateway has received the request
   */
  call(
    id: string,
    request: Omit<ApiRequest, 'slug' | 'secret' | 'arrivedAt'> = {},
    arrived?: () => void,
  ): Promise<Reply> {
    const { scheduler, lambda, faults, trace, handlers, access } = this.#parts;
    const contract = ROUTED.find((one) => one.id === id);
    const handler = handlers.get(id);
    if (!contract || !handler) throw new Error(`No endpoint ${id} in this world`);
    trace.say(this.process.name, () => [`calls ${id} ${JSON.stringify(request)}`]);
    return new Promise((resolve) => {
      let heard = false;
      const hear = (reply: Reply) => {
        if (heard) return;
        heard = true;
        trace.say(this.process.name, () => [
          `hears ${reply.status} of ${id}`,
          '',
          JSON.stringify(reply.body).slice(0, 200),
        ]);
        resolve(reply);
      };
      scheduler.after(GIVES_UP_AFTER_MS, this.process, () => hear(NO_REPLY));
      scheduler.after(faults.latency(), undefined, () => {
        this.#requests += 1;
        const requestId = `${this.process.name}-${this.#requests}`;
        const event = apiEvent(contract, { ...access, ...request, requestId, arrivedAt: scheduler.now });
        arrived?.();
        lambda.invoke(id, handler, event, API_TIMEOUT_MS, (ending) => {
          if (ending.state === 'died' || faults.happens('replyLost')) return;
          scheduler.after(faults.latency(), this.process, () => hear(replyOf(ending)));
        });
      });
    });
  }

  /** Calls again, after a while, as long as the answer is none that a caller could go by. */
  async insist(id: string, request: Omit<ApiRequest, 'slug' | 'secret'>, tries = 5): Promise<Reply> {
    for (let count = 1; ; count += 1) {
      const reply = await this.call(id, request);
      if ((reply.status > 0 && reply.status < 500) || count >= tries) return reply;
      await this.sleep(this.chance.spread(10, 20_000));
    }
  }
}
