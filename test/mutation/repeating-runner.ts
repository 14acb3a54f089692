/**
 * Vitest runner that repeats each test in one process, once per mutant that the plan names for it, and restores the
 * tables in memory before every attempt. Each test begins with two attempts and ends with one that have no mutant; so
 * does every failure, before it counts.
 */
import { appendFileSync } from 'node:fs';
import { inject, type RunnerTestCase, TestRunner } from 'vitest';
import { snapshot } from './memory-table.ts';
import type { AttemptRecord } from './plan.ts';
import { choose } from './schemata.ts';

globalThis.__choose = choose;

/** An attempt without a mutant may be slow on a machine under load. */
const PATIENCE = 10;
const TIMES_FIRST = 2;

/** By tests of this process, of whichever file. */
const killed = new Set<number>();

class Slow extends Error {}

const { setTimeout, clearTimeout } = globalThis;

const within = async <T>(work: Promise<T>, limitMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Slow(`longer than ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, slow]);
  } finally {
    clearTimeout(timer);
  }
};

interface Attempts {
  readonly limitMs: number;
  readonly queue: number[];
  readonly restore: () => void;
  /** Attempts without a mutant that must pass before the next mutant. */
  clean: number;
  /** Failed, and counts when the attempt without a mutant that follows passes. */
  failed?: AttemptRecord;
  slow: boolean;
}

export default class RepeatingRunner extends TestRunner {
  readonly #plan = inject('plan');
  #attempts: Attempts | undefined;
  constructor(config: ConstructorParameters<typeof TestRunner>[0]) {
    super(config);
    this.#say({ kind: 'process', pid: process.pid });
  }

  #say(record: AttemptRecord): void {
    appendFileSync(this.#plan.log, `${JSON.stringify(record)}\n`);
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test);
    this.#attempts = undefined;
    const plan = this.#plan.tests[test.id];
    const queue = plan?.mutants.filter((mutant) => !killed.has(mutant)) ?? [];
    if (!plan || queue.length === 0 || test.mode === 'skip') return;
    this.#attempts = {
      limitMs: plan.limitMs,
      queue,
      restore: snapshot(),
      clean: TIMES_FIRST,
      slow: false,
    };
    // The last of these is never reached: the test ends when its queue is empty.
    test.repeats = TIMES_FIRST + 2 * queue.length + 1;
  }

  override onBeforeTryTask(test: RunnerTestCase, options: { retry: number; repeats: number }): void {
    super.onBeforeTryTask(test, options);
    const attempts = this.#attempts;
    if (!attempts) return;
    if (test.result) Object.assign(test.result, { errors: [], attempts: [] });
    attempts.restore();
    const mutant = attempts.clean > 0 ? undefined : attempts.queue[0];
    const limitMs = attempts.limitMs * (mutant === undefined ? PATIENCE : 1);
    this.#say({ kind: 'begins', test: test.id, limitMs, ...(mutant !== undefined && { mutant }) });
    attempts.slow = false;
    globalThis.__called = false;
    globalThis.__mutant = mutant;
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    const attempts = this.#attempts;
    if (!attempts) return await run();
    try {
      await within(
        Promise.resolve(run()),
        attempts.limitMs * (globalThis.__mutant === undefined ? PATIENCE : 1),
      );
    } catch (error) {
      attempts.slow ||= error instanceof Slow;
      throw error;
    }
  }

  override async onAfterRetryTask(
    test: RunnerTestCase,
    options: { retry: number; repeats: number },
  ): Promise<void> {
    await super.onAfterRetryTask(test, options);
    const attempts = this.#attempts;
    if (!attempts || !test.result) return;
    const mutant = globalThis.__mutant;
    globalThis.__mutant = undefined;
    const passed = test.result.state !== 'fail';
    const done =
      mutant === undefined ? this.#afterClean(test, attempts, passed) : this.#after(test, attempts, mutant);
    if (done) Object.assign(test.result, { state: 'skip', pending: true });
  }

  /** @returns whether the test is done */
  #afterClean(test: RunnerTestCase, attempts: Attempts, passed: boolean): boolean {
    if (!passed) {
      if (attempts.failed) this.#end({ ...attempts.failed, kind: 'contaminated' });
      else this.#say({ kind: 'unrepeatable', test: test.id, message: messageOf(test) });
      return true;
    }
    attempts.clean -= 1;
    if (attempts.failed) {
      this.#say(attempts.failed);
      if (attempts.failed.mutant !== undefined) killed.add(attempts.failed.mutant);
      delete attempts.failed;
    }
    return attempts.clean === 0 && attempts.queue.length === 0;
  }

  #after(test: RunnerTestCase, attempts: Attempts, mutant: number): boolean {
    attempts.queue.shift();
    const record = { test: test.id, mutant };
    if (attempts.slow) {
      // It still runs.
      this.#end({ ...record, kind: 'slow' });
      return true;
    }
    if (test.result?.state === 'fail') {
      attempts.failed = { ...record, kind: 'failed', message: messageOf(test) };
      attempts.clean = 1;
    } else {
      this.#say({ ...record, kind: globalThis.__called ? 'passed' : 'uncalled' });
      if (attempts.queue.length === 0) attempts.clean = 1;
    }
    return false;
  }

  /** The process is of no more use. */
  #end(record: AttemptRecord): void {
    this.#say(record);
    process.kill(process.pid, 'SIGKILL');
  }
}

const messageOf = (test: RunnerTestCase): string =>
  String(test.result?.errors?.[0]?.message ?? '').slice(0, 200);
