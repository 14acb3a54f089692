import {
  type ExpiringLine,
  eraseLinesOfRemoved,
  storeChangeLines,
} from '#shared/data/members/change-lines.ts';
import { memberTransition } from '#shared/data/members/member-transition.ts';
import { ttlFrom } from '#shared/data/table/retention.ts';
import { CHANGES_KEPT_DAYS, changeLine } from '#shared/domain/members/change-line.ts';
import { database } from '#shared/ports/database.ts';
import { directory } from '#shared/ports/directory.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { StreamChange } from '#shared/stream-change.ts';

const DAY_SECONDS = 24 * 60 * 60;

const lineOf = async (runtime: Runtime, change: StreamChange): Promise<readonly ExpiringLine[]> => {
  const transition = memberTransition(change);
  if (!transition || transition.type === 'destroyed') return [];
  const club = await runtime.use(directory).club(transition.member.club);
  const days = club ? (club.changes_kept_days ?? CHANGES_KEPT_DAYS) : 0;
  if (!club || days === 0) return [];
  const committed = change.at.toISOString();
  const line = changeLine(transition, club.member_schema, committed);
  return line ? [{ line, ttl: ttlFrom(committed, days * DAY_SECONDS) }] : [];
};

/**
 * Stores a line for each version of a member that changed something. A change that comes twice, or late, is stored once;
 * of a member that was removed meanwhile nothing stays.
 */
export const recordChanges = async (
  runtime: Runtime,
  changes: readonly StreamChange[],
): Promise<undefined> => {
  const found = (await Promise.all(changes.map((change) => lineOf(runtime, change)))).flat();
  if (found.length === 0) return;
  const db = runtime.use(database);
  const distinct = new Map(
    found.map((one) => [`${one.line.club} ${one.line.member} ${one.line.version}`, one]),
  );
  const lines = [...distinct.values()];
  await storeChangeLines(db, lines);
  await eraseLinesOfRemoved(
    db,
    lines.map(({ line }) => line),
    runtime.now().toISOString(),
  );
};
