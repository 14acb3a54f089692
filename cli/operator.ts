import { userInfo } from 'node:os';

/** Who runs the command, as this machine knows; accounts without a name exist in containers. */
export const operatorName = (): string => {
  try {
    return userInfo().username || 'operator';
  } catch {
    return 'operator';
  }
};
