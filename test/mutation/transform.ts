/** Vite plugins that change the sources of the rooms on their way to the tests; the files stay as they are. */
import { relative } from 'node:path';
import type { Vite } from 'vitest/node';
import { observed } from './infection.ts';
import { type MutatedFile, mutated, type Probe } from './mutants.ts';
import type { Change } from './place.ts';

type Plugin = Vite.Plugin;

const plugin = (name: string, change: (file: string, source: string) => string | undefined): Plugin => ({
  name,
  enforce: 'pre',
  transform: (source, id) => change(relative(process.cwd(), id), source),
});

export interface Active {
  mutant: (Change & { readonly file: string }) | undefined;
}

/** Puts the active mutant in its place. */
export const mutating = (active: Active): Plugin =>
  plugin('mutant', (file, source) =>
    active.mutant?.file === file ? mutated(source, active.mutant) : undefined,
  );

/** Puts all mutants in their places, of which `globalThis.__mutant` chooses one by its number. */
export const choosing = (texts: ReadonlyMap<string, string>): Plugin =>
  plugin('schemata', (file) => texts.get(file));

export const probeKey = (probe: Probe): string =>
  `${probe.start}-${probe.end}${'sees' in probe ? ` ${probe.sees}` : ''}`;

const probesOf = ({ mutants }: MutatedFile): Probe[] => [
  ...new Map(mutants.map(({ probe }) => [probeKey(probe), probe])).values(),
];

const noteOf = (file: string, probe: Probe): [string, string] => {
  if ('sees' in probe) return observed(`${file} ${probe.start}-${probe.end}`, probe);
  const note = `globalThis.__reached?.add('${file} ${probeKey(probe)}')`;
  return probe.statement ? [`{${note};`, '}'] : [`(${note},`, ')'];
};

/** The source with a note at every probe, outer probes around inner ones. */
export const probed = (file: MutatedFile): string => {
  // One note at an expression takes down all that is seen there.
  const notes = new Map(
    probesOf(file).map((probe) => {
      const [before, behind] = noteOf(file.file, probe);
      return [before, { probe, before, behind }];
    }),
  );
  const inserts = [...notes.values()].flatMap(({ probe, before, behind }) => {
    return [
      { at: probe.start, text: before, order: -probe.end, opens: 1 },
      { at: probe.end, text: behind, order: -probe.start, opens: 0 },
    ];
  });
  inserts.sort((one, two) => one.at - two.at || one.opens - two.opens || one.order - two.order);
  let out = '';
  let from = 0;
  for (const { at, text } of inserts) {
    out += file.source.slice(from, at) + text;
    from = at;
  }
  return out + file.source.slice(from);
};

export const probing = (files: readonly MutatedFile[]): Plugin => {
  const texts = new Map(files.map((file) => [file.file, probed(file)]));
  return plugin('probes', (file) => texts.get(file));
};
