import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../infra/build.ts';
import { runLoyalty } from './loyalty-process.ts';

const run = promisify(execFile);

const ID = 'workers.report';
const folder = mkdtempSync(join(tmpdir(), 'loyalty-stack-'));
const built = join(folder, 'functions');
beforeAll(() => buildFunctions({ ids: [ID], codeDirectory: built }));
afterAll(() => rmSync(folder, { recursive: true }));

/** The stack that the bundle throws when its event is none. */
const thrown = async (...flags: string[]): Promise<string> => {
  const bundle = join(built, 'workers/report/index.js');
  const script = `require(${JSON.stringify(bundle)}).handler().catch(({ stack }) => console.log(stack))`;
  const env = { PATH: process.env['PATH'], AWS_REGION: 'eu-west-1' };
  return (await run(process.execPath, [...flags, '-e', script], { env })).stdout;
};

const placesIn = (text: string): readonly string[] =>
  [...text.matchAll(/((?:functions|shared)\/\S+?\.ts:\d+:\d+)/g)].map(([, place = '']) => place);

const mapped = (input: string, ...more: string[]) =>
  runLoyalty(['stack', ID, '--built', built, ...more], { input });

describe('loyalty stack', () => {
  it('names what Node itself names where it has the map', async () => {
    const { code, stdout, stderr } = await mapped(await thrown());
    expect([code, stderr]).toEqual([0, '']);
    const places = placesIn(stdout);
    expect(places.length).toBeGreaterThan(0);
    expect(places).toEqual(placesIn(await thrown('--enable-source-maps')));
    const [, file = '', line = ''] = /^(.*):(\d+):\d+$/.exec(places[0] ?? '') ?? [];
    expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain('Records');
  });

  it('reads lines of a log, where Lambda keeps the bundle elsewhere', async () => {
    const stack = await thrown();
    const frames = stack.replaceAll(join(built, 'workers/report'), '/var/task').split('\n').slice(1);
    const { stdout } = await mapped(`${JSON.stringify({ level: 'ERROR', stack: frames })}\n`);
    expect(placesIn(stdout)).toEqual(placesIn((await mapped(stack)).stdout));
    expect(JSON.parse(stdout).level).toBe('ERROR');
  });

  it('leaves other lines alone', async () => {
    expect((await mapped('at node:internal/process/task_queues:103:5\n')).stdout).toBe(
      'at node:internal/process/task_queues:103:5\n',
    );
  });

  it('says where there is no map', async () => {
    const { code, stderr } = await mapped('', '--built', folder);
    expect(code).toBe(1);
    expect(stderr).toContain('The map of this function cannot be read: ENOENT');
  });
});
