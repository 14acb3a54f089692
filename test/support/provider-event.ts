import { readFileSync } from 'node:fs';
import type { SQSEvent } from 'aws-lambda';

const EVENTS = new URL('../../events/sqs/', import.meta.url);

/** What a provider's event says, from the file of `events/`; a test changes what it is about. */
export const providerEvent = (name: string): any => {
  const event: SQSEvent = JSON.parse(readFileSync(new URL(`report-${name}.json`, EVENTS), 'utf8'));
  return JSON.parse(JSON.parse(event.Records[0]?.body ?? '').Message);
};
