import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Not taken over: what commands of a guide write. */
const OWN = new Set(['cdk.json', 'cdk.out', '.git', 'dist']);

/**
 * A folder that is the project to every command and keeps what they write to itself, and beside it the programs
 * that the commands name: AWS's command line on the engine, and the CDK's on the app for the engine.
 * @returns the folder, and the folder of the programs
 */
export const borrowProject = (
  folder: string,
  { python, npx }: { readonly python: string; readonly npx: string },
): { readonly project: string; readonly programs: string } => {
  const project = join(folder, 'project');
  const programs = join(folder, 'programs');
  for (const made of [project, programs]) mkdirSync(made, { recursive: true });
  for (const name of readdirSync(ROOT))
    if (!OWN.has(name)) symlinkSync(join(ROOT, name), join(project, name));
  // Operators keep their settings in it.
  copyFileSync(join(ROOT, 'cdk.json'), join(project, 'cdk.json'));
  const program = (name: string, line: string): void => {
    writeFileSync(join(programs, name), `#!/usr/bin/env bash\n${line}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  program('aws', `exec ${python} -m awscli --endpoint-url "$AWS_ENDPOINT_URL" "$@"`);
  program('npx', npx);
  return { project, programs };
};
