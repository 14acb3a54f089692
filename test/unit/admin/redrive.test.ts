import { expect, it } from 'vitest';
import { type DeadLetter, type DeadLetterQueue, redrive } from '#shared/admin/redrive.ts';

const letter = (id: string, sentAt: number): DeadLetter => ({ id, sentAt, body: '{}', deliveries: 5 });

/** A queue whose letters fail again at once: each that is sent back is dead again before the next look. */
const hopeless = (first: readonly DeadLetter[], now: () => number) => {
  const letters = [...first];
  const steps: string[] = [];
  const queue: DeadLetterQueue = {
    name: 'bulk',
    receive: async () => letters.slice(0, 10),
    sendBack: async ({ id }) => {
      steps.push(`send ${id}`);
      letters.push(letter(`${id}'`, now()));
    },
    forget: async ({ id }) => {
      steps.push(`forget ${id}`);
      letters.splice(
        letters.findIndex((one) => one.id === id),
        1,
      );
    },
    release: async ({ id }) => void steps.push(`release ${id}`),
  };
  return { queue, steps };
};

it('sends each letter back once, also when it fails again meanwhile', async () => {
  const { queue, steps } = hopeless([letter('a', 1), letter('b', 2)], () => 100);
  const told: string[] = [];
  const wish = { dryRun: false, limit: 1000, startedAt: 50, signal: new AbortController().signal };
  await redrive(queue, wish, ({ id }) => told.push(id));
  expect(told).toEqual(['a', 'b']);
  expect(steps.slice(0, 4)).toEqual(['send a', 'forget a', 'send b', 'forget b']);
  expect(steps.slice(4)).toEqual(["release a'", "release b'"]);
});

it('lets go of what it holds when it is interrupted', async () => {
  const stop = new AbortController();
  const { queue, steps } = hopeless([letter('a', 1), letter('b', 2), letter('c', 3)], () => 100);
  const wish = { dryRun: false, limit: 1000, startedAt: 50, signal: stop.signal };
  await redrive(queue, wish, () => stop.abort());
  expect(steps).toEqual(['send a', 'forget a', 'release b', 'release c']);
});
