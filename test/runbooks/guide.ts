import { readFileSync } from 'node:fs';

export const GUIDE = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

/** A filter of a runbook: a part of the name of log groups, and the pattern for their lines. */
interface Look {
  readonly runbook: string;
  readonly group: string;
  readonly pattern: string;
}

const LOOK = /^\s*look '?([a-z]*)'? '(\{.*?\})'/gm;

/** Sections about alarms, by their anchor. */
const runbooks = (): readonly (readonly [string, string])[] => {
  const from = GUIDE.indexOf('### Dead letters');
  const sections = GUIDE.slice(from, GUIDE.indexOf('\n## ', from)).split(/^### /m).slice(1);
  return sections.map((section) => {
    const [title = ''] = section.split('\n');
    return [title.toLowerCase().replaceAll(' ', '-'), section] as const;
  });
};

export const LOOKS: readonly Look[] = runbooks().flatMap(([runbook, section]) =>
  [...section.matchAll(LOOK)].map(([, group = '', pattern = '']) => ({ runbook, group, pattern })),
);
