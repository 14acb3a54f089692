import type { World } from '../world.ts';
import { bulkWorld } from './bulk.ts';
import { confirmationsWorld } from './confirmations.ts';
import { erasureWorld } from './erasure.ts';
import { idempotencyWorld } from './idempotency.ts';
import { restoreWorld } from './restore.ts';
import { sendingsWorld } from './sendings.ts';
import { sessionsWorld } from './sessions.ts';
import { webhooksWorld } from './webhooks.ts';

/** Every world, once; a new one is a file and a line here. */
export const WORLDS: readonly World<any>[] = [
  bulkWorld,
  sessionsWorld,
  sendingsWorld,
  erasureWorld,
  confirmationsWorld,
  idempotencyWorld,
  restoreWorld,
  webhooksWorld,
];

/** @throws when there is none of that name */
export const worldNamed = (name: string): World<any> => {
  const world = WORLDS.find((one) => one.name === name);
  if (!world) throw new Error(`No world ${name}; there are ${WORLDS.map((one) => one.name).join(', ')}`);
  return world;
};
