import { QUEUE_NAMES } from '#shared/contracts/queues.ts';
import { ENV, LOCAL } from '#shared/env-names.ts';
import type { Channel } from '#shared/vocabulary.ts';
import type { QueuePairs } from './queues.ts';

/** Not a secret: it protects nothing but demo data, and keeps a kept DATA_DIR readable. */
export const LOCAL_MASTER = { kid: 'local', master: 'local-demo-master-key-that-protects-nothing' };

interface EngineUrls {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly ses: string;
  readonly sns: string;
  readonly secrets: string;
}

/** Points the SDK at the engines: for functions there is no difference (architecture §1). */
export const engineEnvironment = (urls: EngineUrls) => ({
  AWS_REGION: LOCAL.region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: urls.dynamodb,
  AWS_ENDPOINT_URL_DYNAMODB_STREAMS: urls.dynamodb,
  AWS_ENDPOINT_URL_SQS: urls.sqs,
  AWS_ENDPOINT_URL_SESV2: urls.ses,
  AWS_ENDPOINT_URL_SNS: urls.sns,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
  [ENV.tableName]: LOCAL.tableName,
  [ENV.secretId]: LOCAL.secretId,
  // No provider's rates apply here.
  [ENV.sendingRates]: JSON.stringify({ email: 1000, sms: 1000, push: 1000 } satisfies Record<
    Channel,
    number
  >),
  [ENV.mailConfigurationSet]: 'local',
  [ENV.metricsNamespace]: 'Loyalty/local',
  [ENV.outboundLoopback]: 'true',
});

/** Queues have URLs once they are made, with the environment above. */
export const queueEnvironment = (pairs: QueuePairs): Record<string, string> =>
  Object.fromEntries(QUEUE_NAMES.map((name) => [ENV[`${name}QueueUrl`], pairs[name].queue.url]));

/** For functions that run in this process. */
export const setEnvironment = (urls: EngineUrls): void => {
  Object.assign(process.env, engineEnvironment(urls));
  process.env[ENV.logLevel] ??= 'WARN';
};

export const setQueueUrls = (pairs: QueuePairs): void => {
  Object.assign(process.env, queueEnvironment(pairs));
};

/** The port is known only once the gateway listens, and by then everything else runs. */
export const setPublicUrl = (url: string): void => {
  process.env[ENV.publicUrl] = url;
  process.env[ENV.docsUrl] = `${url}/docs`;
};
