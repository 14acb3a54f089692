import type { PostJson } from '#shared/outbound/post-json.ts';
import type { Process } from '../scheduler.ts';
import type { Simulation } from '../world.ts';

/** One event as it came in a POST. */
export interface Arrival {
  readonly id: string;
  readonly subscription: number;
  readonly member: number;
  readonly sequence: number;
  readonly text: string;
  readonly at: number;
  /** The sender still waited for the answer. */
  readonly isAwaited: boolean;
}

/** What a receiver does wrong. */
export interface Behavior {
  /** Until then it answers 503, milliseconds since 1970. */
  downUntil: number;
  /** It fails whenever an event of this member is among those that it gets. */
  poison: number | undefined;
  /** How often it answers 400. */
  refuses: number;
}

const TIMEOUT_MS = 10_000;
type Answer = Awaited<ReturnType<PostJson>>;
const TIMED_OUT: Answer = { failure: 'timeout' };
const reply = (status: number): Answer => ({ status, body: '', isCut: false });

interface Event {
  readonly id: string;
  readonly member: number;
  readonly sequence: number;
  readonly text: string;
}

const eventsOf = (body: string): readonly Event[] =>
  JSON.parse(body).events.map((event: { event: { id: string }; member: { id: number } }) => ({
    id: event.event.id,
    member: event.member.id,
    sequence: Number(event.event.id.split('-').at(-1)),
    text: JSON.stringify(event),
  }));

/** Receivers behind a network: they take POSTs or fail, and their answers are lost. */
export class Receivers {
  /** What was taken, in order. */
  readonly arrivals: Arrival[] = [];
  /** Ids that were refused for good. */
  readonly refused = new Set<string>();
  largest = 0;
  readonly behavior: Readonly<Record<number, Behavior>>;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation, behavior: Readonly<Record<number, Behavior>>) {
    this.#simulation = simulation;
    this.behavior = behavior;
  }

  post(process: Process, { url, body }: Parameters<PostJson>[0]): Promise<Answer> {
    const { scheduler, faults } = this.#simulation;
    const subscription = Number(url.match(/\d+/)?.[0]);
    return new Promise((resolve) => {
      let isAwaited = true;
      const hear = (answer: Answer) => {
        if (isAwaited) resolve(answer);
        isAwaited = false;
      };
      scheduler.after(TIMEOUT_MS, process, () => hear(TIMED_OUT));
      scheduler.after(faults.latency(), undefined, () => {
        if (faults.happens('killed')) scheduler.kill(process);
        if (faults.happens('sendFails')) return;
        const answer = this.#take(subscription, eventsOf(body), isAwaited && process.alive);
        if (faults.happens('sendAnswerLost')) return;
        scheduler.after(faults.latency(), process, () => hear(answer));
      });
    });
  }

  #take(subscription: number, events: readonly Event[], isAwaited: boolean): Answer {
    const { scheduler, chance } = this.#simulation;
    const { downUntil, poison, refuses } = this.behavior[subscription] as Behavior;
    this.largest = Math.max(this.largest, events.length);
    if (scheduler.now < downUntil) return reply(503);
    if (events.some(({ member }) => member === poison)) return reply(500);
    if (chance.happens(refuses)) {
      for (const { id } of events) this.refused.add(id);
      return reply(400);
    }
    for (const event of events) this.arrivals.push({ ...event, subscription, at: scheduler.now, isAwaited });
    return reply(204);
  }
}
