import { describe, expect, it } from 'vitest';
import { importedPath, read, SOURCE_FOLDERS, typescriptIn } from './repository.ts';
import { ROOMS, type Room } from './rooms.ts';

const sources = SOURCE_FOLDERS.flatMap(typescriptIn);

interface Import {
  readonly file: string;
  /** As written. */
  readonly name: string;
  /** A path from the root, or a package name. */
  readonly target: string;
}

const IMPORT =
  /(?:^|\n)(?:import|export)\s[^;'"]*?from\s+'([^']+)'|(?:^|\n)import\s+'([^']+)'|import\('([^']+)'\)/g;

/** `data` of `shared/data/table/keys.ts`; files of `shared` itself have none. */
const folderOf = (path: string): string => path.split('/').slice(0, -1)[1] ?? '';

const importsOf = (file: string): Import[] =>
  [...read(file).matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    return { file, name, target: importedPath(file, name) };
  });

const roomOf = (path: string): Room | undefined => ROOMS.find(({ holds }) => holds.test(path));

const imports = sources.flatMap(importsOf);

const isAllowed = ({ file, target }: Import): boolean => {
  const from = roomOf(file);
  if (!from) return false;
  if (!/^(shared|functions|infra|openapi|local|cli|packages|site|bench|test)\//.test(target)) {
    return from.packages.some(
      (allowed) =>
        target === allowed ||
        target.startsWith(`${allowed}/`) ||
        (allowed.endsWith('*') && target.startsWith(allowed.slice(0, -1))),
    );
  }
  const to = roomOf(target);
  return to !== undefined && (to === from ? from.within !== 'nothing' : from.rooms.includes(to.name));
};

describe('the rooms', () => {
  it('hold every source file', () => {
    expect(sources.filter((file) => !roomOf(file))).toEqual([]);
  });

  it('import only what their row lists', () => {
    const wrong = imports.filter((one) => !isAllowed(one)).map(({ file, target }) => `${file} → ${target}`);
    expect(wrong).toEqual([]);
  });

  it('name files of other rooms of shared by #shared, their own relatively', () => {
    const climbs = imports
      .filter(({ target }) => target.startsWith('shared/'))
      .filter(({ file, name, target }) => {
        const own = file.startsWith('shared/') && folderOf(file) === folderOf(target);
        return own !== name.startsWith('.') && !name.startsWith('./');
      })
      .map(({ file, name }) => `${file} → ${name}`);
    expect(climbs).toEqual([]);
  });

  it('are free of import cycles', () => {
    const edges = new Map<string, string[]>();
    for (const { file, target } of imports) edges.set(file, [...(edges.get(file) ?? []), target]);
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const target of edges.get(file) ?? []) visit(target, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of sources) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('read the environment in one place only', () => {
    const readers = sources.filter(
      (file) => /^(shared|functions)\//.test(file) && read(file).includes('process.env'),
    );
    expect(readers).toEqual(['shared/runtime.ts']);
  });

  it('keep clock and randomness out of the domain', () => {
    const impure = sources.filter(
      (file) =>
        file.startsWith('shared/domain/') &&
        /\bDate\.now\(|new Date\(\)|Math\.random|randomUUID|randomBytes/.test(read(file)),
    );
    expect(impure).toEqual([]);
  });
});

describe('properties', () => {
  it('take their values from the seed of test/support/property.ts', () => {
    const tests = typescriptIn('test').filter((file) => file.endsWith('.test.ts'));
    const own = tests.filter((file) => /^import fc from 'fast-check'/m.test(read(file)));
    expect(own).toEqual([]);
  });
});

describe('files', () => {
  it('stay under 200 lines', () => {
    const written = sources.filter((file) => !file.includes('/generated/'));
    const long = written.filter((file) => read(file).split('\n').length > 201);
    expect(long).toEqual([]);
  });

  it('have names that tell their purpose', () => {
    const vague = sources.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|services?|managers?)(\/|\.ts$)/.test(file),
    );
    expect(vague).toEqual([]);
  });

  it('are no barrels', () => {
    const barrels = sources.filter(
      (file) =>
        file.endsWith('/index.ts') &&
        read(file)
          .split('\n')
          .every((line) => line === '' || line.startsWith('export')),
    );
    expect(barrels).toEqual([]);
  });
});
