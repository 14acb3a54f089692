import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  /** Comes inside of its parent's archive. */
  readonly inBundle?: boolean;
}

const manifests = [
  'package.json',
  ...readdirSync(join(ROOT, 'packages')).map((name) => join('packages', name, 'package.json')),
];
const root = read('package.json');
const locked = Object.entries<Locked>(read('package-lock.json').packages).filter(([path]) => path !== '');

describe('dependencies', () => {
  it.each(manifests)('of %s are exact versions', (file) => {
    const { dependencies, devDependencies, optionalDependencies } = read(file);
    const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
  });

  it('are locked as the manifest names them', () => {
    const { packages } = read('package-lock.json');
    for (const kind of ['dependencies', 'devDependencies']) expect(packages[''][kind]).toEqual(root[kind]);
  });

  it('are locked to what the registry gave, by its hash', () => {
    const alone = locked.filter(([, { inBundle }]) => !inBundle);
    expect(alone.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    const elsewhere = alone.filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere).toEqual([]);
  });

  it('run scripts at installation only where that was decided', () => {
    const names = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect([...new Set(names)].sort()).toEqual(Object.keys(root.allowScripts).sort());
  });
});
