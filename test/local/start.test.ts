import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { descendants, isAlive, isUp, spawnStack } from './stack-process.ts';

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** The database has five seconds to end by itself before it is killed, and ends take a moment to show. */
const gone = (pids: readonly number[]): Promise<number[]> =>
  eventually(
    () => pids.filter(isAlive),
    (left) => left.length === 0,
  );

describe('npm start', () => {
  it('says in one line that its port is taken, and leaves nothing behind', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    for (const variable of ['PORT', 'DYNAMODB_PORT']) {
      const stack = await spawnStack({ [variable]: String(port) });
      expect(await stack.ended).toBe(1);
      const { out, err } = stack.said();
      expect(out).toBe('');
      expect(lines(err)).toEqual([expect.stringMatching(`Port ${port} .*is taken.* ${variable}`)]);
    }
    blocker.close();
  });

  it('says in one line that there is no Java', async () => {
    const stack = await spawnStack({ PATH: mkdtempSync(join(tmpdir(), 'no-java-')) });
    expect(await stack.ended).toBe(1);
    expect(lines(stack.said().err)).toEqual([expect.stringMatching(/needs Java 17 or newer/)]);
  });

  it('says in one line that a port is no port', async () => {
    const stack = await spawnStack({ PORT: 'http' });
    expect(await stack.ended).toBe(1);
    expect(lines(stack.said().err)).toEqual(['PORT is not a port: http']);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends its whole process tree on %s', async (signal) => {
    const stack = await spawnStack();
    await isUp(stack);
    const children = descendants(stack.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(0);
    stack.child.kill(signal);
    expect(await stack.ended).toBe(0);
    expect(await gone(children)).toEqual([]);
    expect(stack.said().err).toBe('');
  });

  it('ends with the shell that npm started it in', async () => {
    const stack = await spawnStack({ npm_lifecycle_event: 'start' }, ['sh', '-c', '"$0" "$@"; exit']);
    await isUp(stack);
    const children = descendants(stack.child.pid ?? 0);
    stack.child.kill('SIGTERM');
    expect(await gone(children)).toEqual([]);
  });

  it('takes its children along when it is killed outright', async () => {
    const stack = await spawnStack();
    await isUp(stack);
    const children = descendants(stack.child.pid ?? 0);
    stack.child.kill('SIGKILL');
    await stack.ended;
    expect(await gone(children)).toEqual([]);
  });
});
