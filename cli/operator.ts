import { userInfo } from 'node:os';

/** The user who runs the command, according to this machine; accounts without a name exist in containers. */
export const operatorName = (): string => {
  try {
    return userInfo().username || 'operator';
  } catch {
    return 'operator';
  }
};
