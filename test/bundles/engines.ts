import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from '#shared/data/table/create-table.ts';
import { openDb } from '#shared/data/table/db.ts';
import { ENV, LOCAL } from '#shared/env-names.ts';
import { startInbox } from '../../local/engines/inbox.ts';
import { startMailProxy } from '../../local/engines/mail-proxy.ts';
import { startQueueServer } from '../../local/engines/queue.ts';
import { startSecrets } from '../../local/engines/secrets.ts';
import { startSns } from '../../local/engines/sns.ts';
import { engineEnvironment, LOCAL_MASTER, queueEnvironment } from '../../local/environment.ts';
import { createQueues } from '../../local/queues.ts';
import { seed } from '../../local/seed.ts';

export interface Engines {
  /** A table with nothing but the demo clubs. @returns the variables of a function on it */
  stage(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** All that functions talk to; nobody works the queues. */
export const startEngines = async (dynamoUrl: string): Promise<Engines> => {
  const [sns, inbox, queues, secrets] = await Promise.all([
    startSns(),
    startInbox(),
    startQueueServer(),
    startSecrets({ secrets: { [LOCAL.secretId]: LOCAL_MASTER } }),
  ]);
  const mail = await startMailProxy(inbox.url, () => {});
  const engines = engineEnvironment({
    dynamodb: dynamoUrl,
    sqs: queues.url,
    ses: mail.url,
    sns: sns.url,
    secrets: secrets.url,
  });
  const access = {
    region: LOCAL.region,
    credentials: { accessKeyId: engines.AWS_ACCESS_KEY_ID, secretAccessKey: engines.AWS_SECRET_ACCESS_KEY },
  };
  const pairs = await createQueues(new SQSClient({ ...access, endpoint: queues.url }));
  const dynamo = new DynamoDBClient({ ...access, endpoint: dynamoUrl });
  return {
    stage: async () => {
      const table = `bundle-${randomUUID()}`;
      await createTable(dynamo, table, { stream: false });
      await seed(openDb(table, { ...access, endpoint: dynamoUrl }), new Date());
      return {
        ...engines,
        ...queueEnvironment(pairs),
        [ENV.tableName]: table,
        [ENV.publicUrl]: 'https://members.test',
      };
    },
    stop: async () => {
      await Promise.all([mail, sns, inbox, queues, secrets].map((engine) => engine.stop()));
    },
  };
};
