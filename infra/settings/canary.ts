import { isAbsent } from './value.ts';

/**
 * How CodeDeploy can move requests to a new version: a tenth at first, or a tenth more each time.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
const WAYS = [
  'Canary10Percent5Minutes',
  'Canary10Percent10Minutes',
  'Canary10Percent15Minutes',
  'Canary10Percent30Minutes',
  'Linear10PercentEvery1Minute',
  'Linear10PercentEvery2Minutes',
  'Linear10PercentEvery3Minutes',
  'Linear10PercentEvery10Minutes',
] as const;

export type CanaryWay = (typeof WAYS)[number];

/**
 * @param value `-c canary=Canary10Percent5Minutes`
 * @returns nothing when new versions take all requests at once
 * @throws TypeError when CodeDeploy has no such way
 */
export const canaryOf = (value: unknown): CanaryWay | undefined => {
  if (isAbsent(value)) return undefined;
  const found = WAYS.find((way) => way === value);
  if (found) return found;
  throw new TypeError(`canary ${JSON.stringify(value)} must be one of ${WAYS.join(', ')}`);
};
