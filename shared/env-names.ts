/** Environment variables of the functions; the CDK sets them and `runtime.ts` reads them. */
export const ENV = {
  tableName: 'TABLE_NAME',
  secretId: 'SECRET_ID',
  bulkQueueUrl: 'BULK_QUEUE_URL',
  logLevel: 'POWERTOOLS_LOG_LEVEL',
} as const;

export type EnvName = (typeof ENV)[keyof typeof ENV];
