import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import type { Simulation } from '../world.ts';

/** Row numbers of one request. */
interface Block {
  readonly first: number;
  readonly count: number;
}

export interface Rows {
  /** Ids of rows that made a member. */
  readonly created: Set<number>;
  /** Ids of rows that changed one. */
  readonly updated: Set<number>;
}

/** What the rows of each member bulk or import did, by the numbers of their rows. */
export const effects = (simulation: Simulation): { rows: Rows; violations: string[] } => {
  const created = new Set<number>();
  const updated = new Set<number>();
  const violations: string[] = [];
  for (const { before, after } of simulation.changes) {
    if (after?.['kind'] !== 'member') continue;
    const row = Number(String(after['last_row'] ?? '').split('/')[1]);
    if (!before) {
      // The counter gives a row its number as the id of its member; a restored member has an id of its own.
      const made = after['restored_by'] === undefined ? Number(after['id']) : row;
      if (created.has(made)) violations.push(`member ${after['id']} was made twice`);
      created.add(made);
    } else if (before['kind'] === 'tombstone')
      violations.push(`member ${after['id']} rose from its tombstone`);
    else if (after['last_row'] !== before['last_row'] && row > 0) updated.add(row);
  }
  return { rows: { created, updated }, violations };
};

/** Blocks of row numbers of every request that was recorded under a job or an import. */
export const blocksOf = (simulation: Simulation, partition: string): Block[] => {
  const blocks = new Map<number, number>();
  for (const { key, after } of simulation.changes) {
    if (key.pk === partition && after?.['kind'] === 'bulk-request')
      blocks.set(Number(after['firstId']), Number(after['members']));
  }
  return [...blocks].map(([first, count]) => ({ first, count }));
};

export const countIn = (rows: ReadonlySet<number>, blocks: readonly Block[]): number =>
  [...rows].filter((row) => blocks.some(({ first, count }) => row >= first && row < first + count)).length;

/** When each chunk of a request ended, by `<first row of the request>/<chunk>`. */
const endsOf = (simulation: Simulation, partition: string): Map<string, number> => {
  const ends = new Map<string, number>();
  const firsts = new Map<string, number>();
  for (const { key, before, after, at } of simulation.changes) {
    if (key.pk !== partition || !after) continue;
    if (after['kind'] === 'bulk-request') {
      const owner =
        after['bulk'] === undefined ? `${after['name']}-${after['firstId']}` : String(after['bulk']);
      firsts.set(owner, Number(after['firstId']));
    }
    const owner = String(after['request'] ?? after['bulk']);
    const [had, has] = [before?.['ended'], after['ended']];
    if (!(has instanceof Set)) continue;
    for (const chunk of has)
      if (!(had instanceof Set && had.has(chunk))) ends.set(`${firsts.get(owner)}/${chunk}`, at);
  }
  return ends;
};

/** Changes that a row made after its chunk had ended. */
export const lateChanges = (
  simulation: Simulation,
  partition: string | undefined,
  blocks: readonly Block[],
): string[] => {
  if (partition === undefined) return [];
  const ends = endsOf(simulation, partition);
  return simulation.changes.flatMap(({ before, after, at }) => {
    if (after?.['kind'] !== 'member' || after['last_row'] === before?.['last_row']) return [];
    const row = Number(String(after['last_row'] ?? '').split('/')[1]);
    const block = blocks.find(({ first, count }) => row >= first && row < first + count);
    if (!block) return [];
    const end = ends.get(`${block.first}/${Math.floor((row - block.first) / CHUNK_MAX_ROWS)}`);
    return end !== undefined && at > end
      ? [`row ${row} changed a member ${at - end} ms after its chunk had ended`]
      : [];
  });
};
