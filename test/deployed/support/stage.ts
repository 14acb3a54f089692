import { deploy, type Settings } from '../engine/cdk.ts';
import { type Given, type Stage, targetOf } from './given.ts';

/** One output of a stack. @throws Error when there is none */
export const outputOf = ({ name, outputs }: Pick<Stage, 'name' | 'outputs'>, stack: string, key: string) => {
  const value = outputs[`loyalty-${name}-${stack}`]?.[key];
  if (value === undefined) throw new Error(`The stack ${stack} has no output ${key}`);
  return value;
};

/** Deploys all stacks of a stage, or brings one that stands to these settings. */
export const deployStage = async (
  given: Omit<Given, 'stage'>,
  name: string,
  settings: Settings = {},
): Promise<{ stage: Stage; said: string }> => {
  const { outputs, said } = await deploy(targetOf(given, name), { stage: name, ...settings });
  const of = (stack: string, key: string) => outputOf({ name, outputs }, stack, key);
  const env = { ...given.env, TABLE_NAME: of('data', 'TableName'), SECRET_ID: of('data', 'SecretArn') };
  return { stage: { name, settings, outputs, url: of('api', 'ApiUrl'), env }, said };
};
