import { ROUTED } from '#shared/contracts/catalogue.ts';
import { LOG_WORKERS } from '#shared/contracts/log-workers.ts';
import { STREAM_WORKERS, WORKERS } from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';

/** Answers paths and methods outside the catalogue; it has no contract, for it is no endpoint. */
export const NOT_FOUND_ID = 'router.not-found';

/** The ids of all deployed functions. */
export const FUNCTION_IDS: readonly string[] = [
  ...ROUTED.map(({ id }) => id),
  ...WORKERS.map(({ id }) => id),
  ...STREAM_WORKERS.map(({ id }) => id),
  ...SCHEDULED_WORKERS.map(({ id }) => id),
  ...LOG_WORKERS.map(({ id }) => id),
  NOT_FOUND_ID,
];

/** `members.get-by-email` → `members/get-by-email`: below `functions/` and below the built code. */
export const handlerPath = (id: string): string => id.replace('.', '/');

/** The file in a function's folder that Lambda loads: `index.handler` names it. */
export const BUNDLE = 'index.js';
