import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));

const { version, devDependencies } = json('package.json');

/** `.ci/release` and the workflow of releases take one version for all of these. */
describe('a release', () => {
  it('has one version', () => {
    const lock = json('package-lock.json');
    expect({
      lock: lock.version,
      root: lock.packages[''].version,
      client: json('packages/client/package.json').version,
      document: json('openapi.json').info.version,
      changelog: /^## (\S+)/m.exec(read('CHANGELOG.md'))?.[1],
    }).toEqual({ lock: version, root: version, client: version, document: version, changelog: version });
    const packed = [...read('packages/client/README.md').matchAll(/loyalty-club-client-(\S+)\.tgz/g)];
    expect(new Set(packed.map(([, one]) => one))).toEqual(new Set([version]));
  });

  it('runs on the Node version of the functions', () => {
    expect(devDependencies.node).toMatch(new RegExp(`^${read('.nvmrc').trim()}\\.`));
  });

  it('comes of actions that are pinned to a commit', () => {
    const folder = join('.github', 'workflows');
    const uses = readdirSync(join(ROOT, folder)).flatMap((file) => [
      ...read(join(folder, file)).matchAll(/uses: +(.*)/g),
    ]);
    expect(uses.length).toBeGreaterThan(0);
    const loose = uses.map(([, action = '']) => action).filter((one) => !/@[0-9a-f]{40} # v\d/.test(one));
    expect(loose).toEqual([]);
  });
});
