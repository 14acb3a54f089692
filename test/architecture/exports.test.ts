import { describe, expect, it } from 'vitest';
import { read, typescriptIn } from './repository.ts';

const DECLARATION = /^export\s+(?:async\s+)?(?:const|let|function\*?|class|interface|type|enum)\s+(\w+)/gm;

const exportsOf = (file: string): string[] =>
  [...read(file).matchAll(DECLARATION)].map(([, name = '']) => name);

/** knip finds those that no file imports. */
describe('exports', () => {
  it('of shared have names of their own', () => {
    const files = Map.groupBy(
      typescriptIn('shared').flatMap((file) => exportsOf(file).map((name) => ({ file, name }))),
      ({ name }) => name,
    );
    const alike = [...files].filter(([, all]) => all.length > 1);
    expect(alike.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(', ')}`)).toEqual([]);
  });
});
