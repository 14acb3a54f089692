import { expect, it } from 'vitest';
import { workerCache } from '#shared/bulk/worker-cache.ts';
import type { RequestRef } from '#shared/data/bulk/bulk-keys.ts';
import { createWorld } from '../support/world.ts';

const MOST = 1000;

it('a worker caches the requests that have begun, at most a thousand', async () => {
  const { runtime, club } = await createWorld();
  const known = runtime.use(workerCache);
  const request = (n: number): RequestRef => ({
    ledger: { source: 'bulk', club: club.slug, client: 1, job: 'j' },
    request: `r${n}`,
  });
  const all = Array.from({ length: MOST + 1 }, (_, n) => request(n));
  const remembered = () => all.filter((ref) => known.hasBegun(ref)).length;
  expect(remembered()).toBe(0);
  for (const ref of all.slice(0, MOST)) known.noteBegun(ref);
  expect(remembered()).toBe(MOST);
  known.noteBegun(request(MOST));
  expect([remembered(), known.hasBegun(request(MOST))]).toEqual([1, true]);
});
