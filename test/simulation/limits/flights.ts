import type { Key } from '../dynamodb/table.ts';
import { LEADER_MS } from './latencies.ts';

const nameOf = ({ pk, sk }: Key): string => `${pk}\n${sk}`;

/** Which items are in a transaction just now, and until when leaders are busy with one item. */
export class Flights {
  readonly #held = new Set<string>();
  readonly #busyUntil = new Map<string, number>();

  isHeld(key: Key): boolean {
    return this.#held.has(nameOf(key));
  }

  hold(keys: readonly Key[]): void {
    for (const key of keys) this.#held.add(nameOf(key));
  }

  release(keys: readonly Key[]): void {
    for (const key of keys) this.#held.delete(nameOf(key));
  }

  /** Plain writes of one item wait for each other, in the order in which they came. @returns when this one is done */
  queue(key: Key, now: number): number {
    const name = nameOf(key);
    const done = Math.max(now, this.#busyUntil.get(name) ?? 0) + LEADER_MS;
    this.#busyUntil.set(name, done);
    return done;
  }
}
