import { type Db, openDb } from '#shared/data/table/db.ts';
import { given, type Stage } from './given.ts';

/** A stage's table, for looking at what is in it. */
export const tableOf = ({ env }: Stage): Db =>
  openDb(env['TABLE_NAME'] ?? '', {
    endpoint: given().url,
    region: env['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  });
