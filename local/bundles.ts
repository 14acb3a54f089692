import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { MetricName } from '#shared/metric-names.ts';
import type { Counts } from './counts.ts';
import { functionPath, type LoadFunction } from './functions.ts';

interface World {
  readonly now: () => Date;
  readonly counts: Pick<Counts, 'count'>;
}

/** Node's `Date` on the stack's clock: a bundle brings a runtime of its own, which reads it. */
const dateOn = (now: World['now']): DateConstructor =>
  new Proxy(Date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    get: (target, name) => (name === 'now' ? () => now().getTime() : Reflect.get(target, name)),
  });

/** Counts a line in CloudWatch's embedded metric format. @returns false for any other line */
const counted = (line: string, counts: World['counts']): boolean => {
  if (!line.startsWith('{"_aws"')) return false;
  const { _aws, ...values } = JSON.parse(line);
  for (const { Metrics } of _aws.CloudWatchMetrics) {
    for (const { Name } of Metrics) counts.count(Name as MetricName, Number(values[Name]));
  }
  return true;
};

/** What a function writes, which in AWS is its log: metrics are counted, other lines are shown. */
const logOf = ({ counts }: World): Writable => {
  let rest = '';
  return new Writable({
    write: (part, _, done) => {
      const lines = `${rest}${part}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (!counted(line, counts)) process.stdout.write(`${line}\n`);
      done();
    },
  });
};

type Wrapped = (exports: object, require: (name: string) => unknown, module: object, date: unknown) => void;

/** As Node wraps a CommonJS module, with one name more. Unlike `node:vm` it leaves `import()` as it is. */
const compiled = (path: string): Wrapped => {
  const outer = new Module(path) as Module & { _compile(source: string, path: string): void };
  const source = readFileSync(path, 'utf8');
  outer._compile(`module.exports = (exports, require, module, Date) => {${source}\n};`, path);
  return outer.exports;
};

/** Loads the built functions below a folder into this process, unchanged, with the stack's clock and counts. */
export const bundlesIn = (codeDirectory: string, world: World): LoadFunction => {
  const stdout = logOf(world);
  class FunctionConsole extends console.Console {
    constructor() {
      super({ stdout, stderr: process.stderr });
    }
  }
  const date = dateOn(world.now);
  const loaded = new Map<string, unknown>();
  const load = (path: string): unknown => {
    const native = createRequire(path);
    const require = (name: string) =>
      name === 'node:console' ? { ...native(name), Console: FunctionConsole } : native(name);
    const module: { exports: { handler?: unknown } } = { exports: {} };
    compiled(path)(module.exports, require, module, date);
    return module.exports.handler;
  };
  return async <H>(id: string): Promise<H> => {
    if (!loaded.has(id)) loaded.set(id, load(join(codeDirectory, functionPath(id), 'index.js')));
    return loaded.get(id) as H;
  };
};
