import { type Db, openDb } from '../data/db.ts';
import { ENV } from '../env-names.ts';
import type { Port } from '../runtime.ts';

export const database: Port<Db> = (runtime) => openDb(runtime.env(ENV.tableName), {}, runtime);
