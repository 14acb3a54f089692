/** Environment variables of the functions; the CDK sets them and `runtime.ts` reads them. */
export const ENV = {
  tableName: 'TABLE_NAME',
  secretId: 'SECRET_ID',
  bulkQueueUrl: 'BULK_QUEUE_URL',
  deliveryQueueUrl: 'DELIVERY_QUEUE_URL',
  reportsQueueUrl: 'REPORTS_QUEUE_URL',
  sendingQueueUrl: 'SENDING_QUEUE_URL',
  webhookQueueUrl: 'WEBHOOK_QUEUE_URL',
  /** JSON: messages a second that sendings may hand over, by channel. */
  sendingRates: 'SENDING_RATES',
  /** Where this API is reached from outside, without a slash at the end; links in mails start with it. */
  publicUrl: 'PUBLIC_URL',
  /** Where the operator publishes the documentation (`npm run docs`), without a slash at the end. */
  docsUrl: 'DOCS_URL',
  /** The SES configuration set that every mail goes out with; it says where reports about it go. */
  mailConfigurationSet: 'MAIL_CONFIGURATION_SET',
  /** Where metrics of this deployment are found in CloudWatch. */
  metricsNamespace: 'POWERTOOLS_METRICS_NAMESPACE',
  /** SHA-256 of the secrets that prove where a request came through, in hex, with commas; none = from anywhere. */
  originSecrets: 'ORIGIN_SECRETS_SHA256',
  /** `true` where requests to addresses that clubs chose may go to this machine: on the local stack. */
  outboundLoopback: 'OUTBOUND_LOOPBACK',
  logLevel: 'POWERTOOLS_LOG_LEVEL',
} as const;

export type EnvName = (typeof ENV)[keyof typeof ENV];

/** Where the local stack keeps what a deployment names by variables; the operator command's `--local` finds it there. */
export const LOCAL = {
  tableName: 'loyalty',
  secretId: 'loyalty-master',
  region: 'eu-west-1',
  dynamodbPort: 8000,
  port: 3000,
} as const;
