import { describe, expect, it } from 'vitest';
import { ITEM_KINDS } from '#shared/data/table/item-kinds.ts';
import { read, SOURCE_FOLDERS, typescriptIn } from './repository.ts';

const production = SOURCE_FOLDERS.flatMap(typescriptIn);

/** Items without a kind, of any kind, or of a job that has none yet. */
const WITHOUT_KIND = [
  'shared/data/bulk/bulk-jobs.ts',
  'shared/data/erasure/member-records.ts',
  'shared/data/messaging/rates.ts',
];

const within = (folder: string) => (file: string) => file.startsWith(folder);

describe('the kinds of items', () => {
  it('are those that docs/data.md lists, in the version that is written', () => {
    const rows = read('docs/data.md').matchAll(
      /^\| [^|]+ \| `([a-z-]+)`(?: (\d+))? \| [^|]+ \| [^|]+ \| [^\n]+ \|$/gm,
    );
    const listed = [...rows].map(([, kind, version]) => [kind, Number(version ?? 1)]);
    const written = Object.entries(ITEM_KINDS).map(([kind, { writes }]) => [kind, writes]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(written));
  });

  it.each(Object.entries(ITEM_KINDS))('%s is read in the version that is written', (_, { writes, reads }) => {
    expect(reads).toContain(writes);
  });

  it('are checked by every reader', () => {
    const unchecked = production.filter((file) =>
      /import \{[^}]*\bread(?:Item|Items|Last|Partition)\b[^}]*\} from '[^']*\/read\.ts'/.test(read(file)),
    );
    expect(unchecked.filter((file) => !within('shared/data/table/')(file)).sort()).toEqual(WITHOUT_KIND);
  });

  it('are written by their declarations only', () => {
    const writers = production.filter(within('shared/data/')).filter((file) => /\bv: \d/.test(read(file)));
    expect(writers).toEqual([]);
  });
});
