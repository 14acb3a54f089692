import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { bundledPackages } from '../../infra/bundled-packages.ts';

const built = (file: string): string =>
  readFileSync(join(dirname(inject('codeDirectory') ?? ''), file), 'utf8');
const packages = bundledPackages(JSON.parse(built('meta.json')));

/** They ask for their text to be passed on, and for nothing else. */
const LICENSES = ['MIT', 'MIT-0', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause'];

describe('what of others is in the bundles', () => {
  it('has a licence that allows it', () => {
    expect(packages.length).toBeGreaterThan(10);
    const others = packages.filter(({ license }) => !LICENSES.includes(license));
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
  });

  it('is told, with its licence, in a file beside the bundles', () => {
    const text = built('THIRD-PARTY-LICENSES.txt');
    for (const { name, version, license, texts } of packages) {
      for (const part of [`${name} ${version} (${license})`, ...texts]) expect(text).toContain(part);
    }
  });

  it('is in the bill of materials of the release', () => {
    const { sbom } = JSON.parse(readFileSync('package.json', 'utf8')).scripts;
    const [command = '', ...rest] = /npm sbom [^>]*(?= >)/.exec(sbom)?.[0].split(' ') ?? [];
    const bill = JSON.parse(execFileSync(command, rest, { encoding: 'utf8', maxBuffer: 2 ** 26 }));
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5' });
    const listed = new Set(bill.components.map(({ purl }: { purl: string }) => decodeURIComponent(purl)));
    const missing = packages.filter(({ name, version }) => !listed.has(`pkg:npm/${name}@${version}`));
    expect(missing.map(({ name }) => name)).toEqual([]);
    for (const component of bill.components)
      expect(component).toMatchObject({
        type: 'library',
        name: expect.any(String),
        version: expect.any(String),
      });
  });
});
