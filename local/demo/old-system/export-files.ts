import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { CHANGED_AT, changedThere, type OldMember, type OldRow, oldMembers } from './members.ts';

/** What the old system is made of. */
export interface OldSystem {
  readonly seed: number;
  readonly members: number;
  /** Members that joined it after the first export. */
  readonly joined: number;
}

/** Rows as JSON lines. */
const writeLines = async (path: string, rows: Iterable<object>): Promise<void> => {
  const file = createWriteStream(path, { mode: 0o600 });
  for (const row of rows) if (!file.write(`${JSON.stringify(row)}\n`)) await once(file, 'drain');
  file.end();
  await finished(file);
};

function* rowsOf(members: Iterable<OldMember>): Generator<OldRow> {
  for (const { row } of members) yield row;
}

/** The export of the day on which members begin to move. */
export const writeExport = (path: string, { seed, members }: OldSystem): Promise<void> =>
  writeLines(path, rowsOf(oldMembers(seed, members)));

/** Who joined after the export. */
const joinedOf = function* ({ seed, members, joined }: OldSystem): Generator<OldMember> {
  let n = 0;
  for (const member of oldMembers(seed, members + joined)) {
    if (n++ < members) continue;
    yield { ...member, row: { ...member.row, created_at: CHANGED_AT, updated_at: CHANGED_AT } };
  }
};

/** What the old system has a day later: members that changed, and new ones. */
export const writeChanged = (path: string, system: OldSystem): Promise<void> =>
  writeLines(path, changedRows(system));

function* changedRows(system: OldSystem): Generator<OldRow> {
  let n = 0;
  for (const member of oldMembers(system.seed, system.members)) {
    const changed = changedThere(member, n++);
    if (changed) yield changed;
  }
  yield* rowsOf(joinedOf(system));
}

/** The whole old system at the cut-over. */
export const writeLastExport = (path: string, system: OldSystem): Promise<void> =>
  writeLines(path, lastRows(system));

/** The members of the old system at the cut-over. */
export function* lastRows(system: OldSystem): Generator<OldRow> {
  let n = 0;
  for (const member of oldMembers(system.seed, system.members)) yield changedThere(member, n++) ?? member.row;
  yield* rowsOf(joinedOf(system));
}
