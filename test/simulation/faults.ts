import type { Chance } from './random.ts';

/** Every kind of fault, and how often it happens at most, for each chance that it has. */
const MOST_OFTEN = {
  /** A call of the table fails, and nothing was done. */
  failsBefore: 0.05,
  /** It was done, and the answer is lost. */
  answerLost: 0.05,
  /** It was done, repeated by the client below us, and the second answer is heard. */
  appliedTwice: 0.03,
  throttled: 0.08,
  /** Another transaction is in flight over the same item. */
  conflict: 0.06,
  /** A transaction is cancelled by the throttling of one of its items. */
  reasonThrottled: 0.05,
  /** Some statements of a batch are not run. */
  statementFails: 0.08,
  /** Some keys of a batch are not read. */
  keyUnprocessed: 0.1,
  /** The process dies, before or after the call. */
  killed: 0.03,
  /** A call takes seconds to minutes. */
  stalled: 0.03,
  /** A send fails: nothing was sent. */
  sendFails: 0.2,
  /** It was sent, and the answer is lost. */
  sendAnswerLost: 0.2,
  /** Some messages of a batch were not sent. */
  sendPartlyFails: 0.2,
  /** A second copy of a message, at the same moment, as a first delivery. */
  doubled: 0.4,
  /** A second copy, up to hours later, as a first delivery. */
  doubledLate: 0.4,
  /** A message comes hours late. */
  late: 0.2,
  /** A worked message is not deleted and comes again. */
  deleteLost: 0.15,
  /** The caller does not hear the answer of the API. */
  replyLost: 0.15,
  /** The clock of a container jumps, and is wrong by seconds from then on. */
  clockOff: 0.2,
  /** An index lags by seconds to minutes. */
  indexLag: 0.3,
  /** A record of the stream is delivered again. */
  recordAgain: 0.2,
} as const;

export type FaultKind = keyof typeof MOST_OFTEN;

export const FAULT_KINDS = Object.keys(MOST_OFTEN) as FaultKind[];

/** Calm seeds have none; in the others some kinds are off, so that those left show what they do alone. */
const WILDNESS = [0, 0, 0.2, 0.5, 1] as const;

export class Faults {
  readonly counts: Partial<Record<FaultKind, number>> = {};
  readonly #rates: Partial<Record<FaultKind, number>> = {};
  readonly #chance: Chance;
  /** Milliseconds that a call takes at most, as a rule: long ones let many others come between. */
  readonly slowest: number;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.slowest = chance.pick([5, 30, 300, 3000]);
    const wildness = chance.pick(WILDNESS);
    for (const kind of FAULT_KINDS) {
      const on = chance.happens(0.5);
      this.#rates[kind] = on ? MOST_OFTEN[kind] * wildness * chance.next() : 0;
    }
  }

  happens(kind: FaultKind): boolean {
    if (!this.#chance.happens(this.#rates[kind] ?? 0)) return false;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    return true;
  }

  /** Whether a kind has happened in this schedule, or may happen yet. */
  isPossible(kind: FaultKind): boolean {
    return (this.counts[kind] ?? 0) > 0 || (this.#rates[kind] ?? 0) > 0;
  }

  /** How long a call is under way. */
  latency(): number {
    const usual = this.#chance.spread(0.5, this.slowest);
    return this.happens('stalled') ? this.#chance.spread(1000, 120_000) : usual;
  }

  /** Nothing fails until it goes on. */
  pause(): Partial<Record<FaultKind, number>> {
    const rates = { ...this.#rates };
    this.stop();
    return rates;
  }

  resume(rates: Partial<Record<FaultKind, number>>): void {
    Object.assign(this.#rates, rates);
  }

  /** From now on nothing fails. */
  stop(): void {
    for (const kind of FAULT_KINDS) this.#rates[kind] = 0;
  }
}
