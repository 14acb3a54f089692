/** Vitest globalSetup: one engine with one deployed stage for the whole run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildFunctions } from '../../infra/build.ts';
import { bootstrap } from './engine/cdk.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { pythonTools } from './engine/tools.ts';
import { allowMail } from './support/aws.ts';
import { targetOf } from './support/given.ts';
import { leftOutOf } from './support/left-out.ts';
import { deployStage } from './support/stage.ts';

const STAGE = 'prod';

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'deployed-'));
  let engine: Engine | undefined;
  const end = async (): Promise<void> => {
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const tools = await pythonTools();
    engine = await startEngine(tools, folder);
    const functions = join(folder, 'functions');
    await buildFunctions({ codeDirectory: functions });
    const { url, env } = engine;
    const shared = { ...tools, url, env, functions, folder };
    await allowMail(shared);
    await bootstrap(targetOf(shared, STAGE));
    const settings = { alarmEmail: 'ops@example.com', monthlyBudget: '300' };
    const { stage, said } = await deployStage(shared, STAGE, settings);
    for (const line of leftOutOf(said)) say(line);
    project.provide('given', { ...shared, stage });
    return end;
  } catch (error) {
    await end();
    throw error;
  }
}
