import { describe, expect, it } from 'vitest';
import { importedPath, read, SOURCE_FOLDERS, typescriptIn } from './repository.ts';

/** Handlers are named by the deployment, the client's exports by its users; the other file writes code as text. */
const IMPORTED_FROM_OUTSIDE = /^(functions|packages)\/|^openapi\/client\/files\.ts$|\/generated\//;

const production = SOURCE_FOLDERS.flatMap(typescriptIn);
const everything = [...production, ...['test', 'bench'].flatMap(typescriptIn)];

const DECLARATION = /^export\s+(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+(\w+)/gm;
const NAMED = /(?:import|export)\s+(?:type\s+)?(?:\w+\s*,\s*)?\{([^}]*)\}\s*from\s*'([^']+)'/g;
const WHOLE =
  /(?:import|export)\s+(?:type\s+)?\*\s+(?:as\s+\w+\s+)?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)/g;

const exportsOf = (file: string): string[] =>
  [...read(file).matchAll(DECLARATION)].map(([, name = '']) => name);

/** `<file> <name>` of what is imported, and `<file> *` of what is imported as a whole. */
const imported = new Set(
  everything.flatMap((file) => {
    const text = read(file);
    const named = [...text.matchAll(NAMED)].flatMap(([, names = '', from = '']) =>
      names.split(',').map((name) => {
        const [original = ''] = name
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+/);
        return `${importedPath(file, from)} ${original}`;
      }),
    );
    const whole = [...text.matchAll(WHOLE)].map(
      ([, from, dynamic]) => `${importedPath(file, from ?? dynamic ?? '')} *`,
    );
    return [...named, ...whole];
  }),
);

describe('exports', () => {
  it('are imported by another file', () => {
    const unused = production
      .filter((file) => !IMPORTED_FROM_OUTSIDE.test(file) && !imported.has(`${file} *`))
      .flatMap((file) => exportsOf(file).map((name) => `${file} ${name}`))
      .filter((one) => !imported.has(one));
    expect(unused).toEqual([]);
  });

  it('of shared have names of their own', () => {
    const files = Map.groupBy(
      typescriptIn('shared').flatMap((file) => exportsOf(file).map((name) => ({ file, name }))),
      ({ name }) => name,
    );
    const alike = [...files].filter(([, all]) => all.length > 1);
    expect(alike.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(', ')}`)).toEqual([]);
  });
});
