import type { Simulation } from '../world.ts';

/** No write is based on a member that another writer has changed since: each change makes the next version. */
export const checkVersions = ({ changes }: Simulation): string[] =>
  changes.flatMap(({ before, after }) =>
    before?.['kind'] === 'member' &&
    after?.['kind'] === 'member' &&
    after['version'] !== Number(before['version']) + 1
      ? [`member ${after['id']}: version ${after['version']} took the place of ${before['version']}`]
      : [],
  );
