import { readdirSync, readFileSync } from 'node:fs';

const EVENTS = new URL('../../events/', import.meta.url);

/** @param file below `events/` */
export const readEvent = <T = unknown>(file: string): T =>
  JSON.parse(readFileSync(new URL(file, EVENTS), 'utf8'));

/** The files of a folder, with its name. */
export const eventFiles = (folder: string): readonly string[] =>
  readdirSync(new URL(`${folder}/`, EVENTS)).map((file) => `${folder}/${file}`);

/** Which events go to which worker. */
const WORKER_EVENTS: Readonly<Record<string, readonly string[]>> = {
  'workers.bulk-chunk': ['sqs/bulk-chunk.json'],
  'workers.bulk-dead-letter': ['sqs/bulk-dead-letter.json'],
  'workers.deliver': ['sqs/delivery.json'],
  'workers.report': eventFiles('sqs').filter((file) => file.startsWith('sqs/report-')),
  'workers.send': ['sqs/sending-step.json'],
  'workers.deliver-webhooks': ['sqs/webhook-delivery.json'],
  'workers.outbox': ['dynamodb-stream/member-created.json'],
  'workers.erase': ['dynamodb-stream/member-removed.json'],
  'workers.reap-bulks': ['schedule/reap-bulks.json'],
  'workers.check-claims': ['schedule/check-claims.json'],
  'workers.sweep-sendings': ['schedule/sweep-sendings.json'],
  'workers.sweep-webhooks': ['schedule/sweep-webhooks.json'],
  'workers.sms-status': ['logs/sms-status.json'],
};

/** All events of a function; that of an endpoint has its id. */
export const eventsOf = (id: string): readonly string[] => WORKER_EVENTS[id] ?? [`api-gateway/${id}.json`];
