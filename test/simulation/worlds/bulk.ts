import { erasureWorker, outboxWorker } from '#shared/contracts/queues.ts';
import { bulkReaper } from '#shared/contracts/scheduled-workers.ts';
import type { Simulation, World } from '../world.ts';
import { apiCaller, type BulkState, bulkCaller, SOURCES } from './bulk-callers.ts';
import { checkBulkWorld } from './bulk-invariants.ts';
import { ACCESS, prepareClub } from './club.ts';

const DAY = 24 * 60 * 60 * 1000;

export const bulkWorld: World<BulkState> = {
  name: 'bulk',
  endpoints: [
    ...Object.values(SOURCES).map(({ endpoint }) => endpoint),
    'member-bulks.status',
    'member-imports.bulk-by-request-number',
    'member-imports.show',
    'members.create',
    'members.update',
    'members.destroy',
    'members.get-by-email',
    'members.get-by-msisdn',
  ],
  queues: ['bulk'],
  streams: [outboxWorker, erasureWorker],
  scheduled: [bulkReaper],
  access: ACCESS,
  prepare: prepareClub,
  start(simulation: Simulation) {
    const { chance } = simulation;
    const state: BulkState = { sent: [] };
    const window = chance.pick([1, 30, 1000, 60_000]);
    const begin = () => chance.next() * window;
    const bulks = chance.int(1, 3);
    for (let n = 1; n <= bulks; n += 1) {
      const face = chance.pick(['bulk', 'bulk', 'import'] as const);
      simulation.client(`${face}-caller-${n}`, begin(), bulkCaller(state, face, `${face}-${n}`));
    }
    for (let n = chance.int(0, 3); n > 0; n -= 1) simulation.client(`api-caller-${n}`, begin(), apiCaller);
    for (let n = chance.happens(0.3) ? chance.int(1, 4) : 0; n > 0; n -= 1)
      simulation.expire(chance.spread(1000, 3 * DAY));
    if (chance.happens(0.2)) simulation.tick(bulkReaper, chance.next() * 26 * 60 * 60 * 1000);
    return state;
  },
  settle(simulation) {
    simulation.tick(bulkReaper, 2 * DAY);
    simulation.tick(bulkReaper, 2 * DAY + 60 * 60 * 1000);
  },
  check: checkBulkWorld,
};
