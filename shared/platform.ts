import { randomUUID } from 'node:crypto';

/** Time, chance and names, as the world gives them; who replays a run gives its own. */
export interface Platform {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1. */
  random(): number;
  uuid(): string;
}

/** Those of this process. */
export const processPlatform: Platform = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: () => Math.random(),
  uuid: () => randomUUID(),
};
