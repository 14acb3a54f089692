import { type Runtime, setRuntime } from '#shared/runtime.ts';
import type { Chance } from './random.ts';

/** Something that runs and can die: an invocation of a function, or a caller of the API. */
export interface Process {
  readonly name: string;
  /** What its code gets from `getRuntime`. */
  readonly runtime: Runtime | undefined;
  alive: boolean;
  onDeath?: () => void;
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly process: Process | undefined;
  readonly run: () => void;
}

const earlier = (one: Event, other: Event): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Virtual time. One event happens at a time; then everything that it set free in its process runs, until that waits
 * for another event. What happens at the same moment happens in an order by seed.
 */
export class Scheduler {
  /** Milliseconds since 1970. */
  now: number;
  steps = 0;
  #heap: Event[] = [];
  readonly #chance: Chance;

  constructor(now: number, chance: Chance) {
    this.now = now;
    this.#chance = chance;
  }

  /** @param process whose code goes on by it; without one it is an event of the surroundings */
  after(milliseconds: number, process: Process | undefined, run: () => void): void {
    this.#push({ at: this.now + Math.max(0, milliseconds), order: this.#chance.next(), process, run });
  }

  sleep(process: Process, milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, process, () => resolve()));
  }

  kill(process: Process): void {
    if (!process.alive) return;
    process.alive = false;
    process.onDeath?.();
  }

  /** Runs until nothing is left to happen before a time. @throws when it does not come to rest */
  async run(until: number, maxSteps: number): Promise<void> {
    for (let next = this.#heap[0]; next && next.at <= until; next = this.#heap[0]) {
      this.#pop();
      this.now = next.at;
      if (next.process && !next.process.alive) continue;
      this.steps += 1;
      if (this.steps > maxSteps) throw new Error('The schedule does not come to rest');
      if (next.process?.runtime) setRuntime(next.process.runtime);
      next.run();
      if (next.process) await settled();
    }
    this.now = Math.max(this.now, Number.isFinite(until) ? until : this.now);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!earlier(event, heap[parent] as Event)) break;
      heap[index] = heap[parent] as Event;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Event;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1] as Event, heap[child] as Event)) child += 1;
      if (!earlier(heap[child] as Event, last)) break;
      heap[index] = heap[child] as Event;
      index = child;
    }
    heap[index] = last;
  }
}
