import { findClubs, listClubs } from '#shared/data/clubs/clubs.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';

/** A move has its steps within days, and each changes the club file or is over. */
const LONGEST_DAYS = 14;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Logs and counts clubs that are moving in, and whose files have not changed for two weeks (threat T48). */
export const checkMovingIn = async (runtime: Runtime): Promise<void> => {
  const db = runtime.use(database);
  const before = new Date(runtime.now().getTime() - LONGEST_DAYS * DAY_MS).toISOString();
  const slugs = (await listClubs(db)).map(({ slug }) => slug);
  for (const { slug, moving_in, updated_at } of await findClubs(db, slugs)) {
    if (!moving_in || updated_at > before) continue;
    runtime.use(metrics).count('ClubsLeftMovingIn');
    runtime.log.warn('club is moving in', { club: slug, changed_at: updated_at });
  }
};
