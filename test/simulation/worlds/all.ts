import type { World } from '../world.ts';
import { bulkWorld } from './bulk.ts';

/** Every world, once; a new one is a file and a line here. */
export const WORLDS: readonly World<any>[] = [bulkWorld];
