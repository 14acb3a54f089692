import { LEFT_OUT } from '../engine/left-out.ts';

const LINE = new RegExp(`^${LEFT_OUT}(\\S+): (.*)$`, 'gm');

/** What a deployment to the engine did without: one line a reason, with the name of each resource. */
export const leftOutOf = (said: string): readonly string[] => {
  const found = [...said.matchAll(LINE)].map(([, path = '', reason = '']) => ({ path, reason }));
  return Object.entries(Object.groupBy(found, ({ reason }) => reason)).map(
    ([reason, all = []]) => `${LEFT_OUT}${reason}: ${all.map(({ path }) => path).join(', ')}`,
  );
};
