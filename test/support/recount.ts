import { type Recount, recountClub } from '#shared/admin/recount-club.ts';
import type { World } from './world.ts';

/** Counts a club as operators do. @param fromId of an interrupted run; @param interrupt called after every block */
export const recounted = (
  { db, club }: Pick<World, 'db' | 'club'>,
  fromId = 1,
  interrupt: (soFar: Recount) => boolean = () => false,
): Promise<Recount> => {
  const controller = new AbortController();
  return recountClub(db, {
    slug: club.slug,
    fromId,
    now: new Date(),
    signal: controller.signal,
    report(soFar) {
      if (interrupt(soFar)) controller.abort();
    },
  });
};
