import type { Db } from '#shared/data/table/db.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { createRuntime, type Runtime } from '#shared/runtime.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** What the rules of the functions need, on an operator's machine: its table and its clock, no log, no metrics. */
export const operatorRuntime = (db: Db): Runtime => {
  const runtime = createRuntime({ log: SILENT });
  runtime.provide(database, db);
  runtime.provide(metrics, { count() {} });
  return runtime;
};
