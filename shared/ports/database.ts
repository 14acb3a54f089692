import { type Db, openDb } from '#shared/data/table/db.ts';
import { ENV } from '#shared/env-names.ts';
import type { Port } from '#shared/runtime.ts';
import { RETRIED_HERE } from './aws-calls.ts';

export const database: Port<Db> = (runtime) => openDb(runtime.env(ENV.tableName), RETRIED_HERE, runtime);
