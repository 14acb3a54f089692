import type { CallOptions, OperationRow, Params, Send } from './call.ts';
import type { Api } from './generated/api.ts';
import { OPERATIONS } from './generated/operations.ts';
import { paged } from './pages.ts';

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

type Method = (...args: unknown[]) => Promise<unknown>;

/** Arguments come in the order params, body, options; a row lists which arguments there are. */
const methodOf = (operation: string, row: OperationRow, send: Send): Method => {
  const call: Method = (...args) => {
    const rest = [...args];
    const params = (row.params ? rest.shift() : undefined) ?? {};
    const body = row.body ? rest.shift() : undefined;
    const [options = {}] = rest;
    return send({ operation, row, params: params as Params, body, options: options as CallOptions });
  };
  const { items } = row;
  return items === undefined ? call : (paged({ ...row, items }, call as never) as Method);
};

/** `members.get-by-email` → `api.members.getByEmail(…)`, for every endpoint of the document. */
export const groupsOf = (send: Send): Api => {
  const groups: Record<string, Record<string, Method>> = {};
  for (const [operation, row] of Object.entries(OPERATIONS)) {
    const [group = '', verb = ''] = operation.split('.').map(camel);
    groups[group] = { ...groups[group], [verb]: methodOf(operation, row, send) };
  }
  return groups as unknown as Api;
};
