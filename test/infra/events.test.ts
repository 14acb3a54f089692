import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { APIGatewayProxyEventV2, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, PAGES, ROUTED } from '#shared/contracts/catalogue.ts';
import { PARAMETER_PATTERNS } from '#shared/contracts/endpoint.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { tombstoneItem } from '#shared/data/members/member-item.ts';
import { TABLE } from '#shared/data/table/table-shape.ts';
import { isNotification } from '#shared/delivery-reports/notification.ts';
import * as allErrors from '#shared/http/generated/all-errors.js';
import * as firstError from '#shared/http/generated/first-error.js';
import { bulkChunkMessage, deliveryMessage, sendingStepMessage } from '#shared/http/generated/messages.js';
import { handleStream } from '#shared/worker/stream.ts';
import { FUNCTION_IDS, NOT_FOUND_ID } from '../../infra/handlers.ts';
import { routeKey, routesOf } from '../../infra/routes.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { eventFiles, eventsOf, readEvent as read } from '../support/events.ts';
import { removal } from '../support/plain-member.ts';

const apiEvents = eventFiles('api-gateway').map((file) => {
  return [basename(file, '.json'), read<APIGatewayProxyEventV2>(file)] as const;
});
const validators: Record<string, (data: unknown) => boolean> = { ...allErrors, ...firstError };

describe('API Gateway events', () => {
  it.each(apiEvents)('%s is a request that the gateway would route to it', (id, event) => {
    expect(event.version).toBe('2.0');
    expect(event.routeKey).toBe(event.requestContext.routeKey);
    expect(event.rawPath).toBe(event.requestContext.http.path);
    for (const name of Object.keys(event.headers)) expect(name).toBe(name.toLowerCase());
    const isPage = PAGES.some((page) => page.id === id);
    // A browser knows no client token, and must not need one.
    if (isPage) expect(Object.keys(event.headers).join()).not.toContain('x-client');
    else if (ROUTED.some((row) => row.id === id && row.family === 'tokens'))
      expect(event.headers).toMatchObject({ authorization: 'Hk3vW9sQe7TzR5uYp1Lx8MnC' });
    else
      expect(event.headers).toMatchObject({
        'x-client-authorization': 'B7t9U9tsoWsGhrv2ouUoSqpM',
        'x-product-name': 'default',
        'x-user-agent': 'CURL manual test',
      });
    if (id === NOT_FOUND_ID) {
      expect(event.routeKey).toBe('$default');
      return;
    }
    const contract = ROUTED.find((row) => row.id === id)!;
    expect(routesOf(contract).map(routeKey)).toContain(event.routeKey);
    const template = event.routeKey.split(' ')[1]!;
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => event.pathParameters?.[name] ?? '');
    expect(path).toBe(event.rawPath);
    for (const [name, kind] of Object.entries(contract.parameters)) {
      expect(event.pathParameters?.[name]).toMatch(PARAMETER_PATTERNS[kind]);
    }
  });

  it.each(apiEvents)('%s has the body that its contract asks for', (id, event) => {
    if (PAGES.some((page) => page.id === id)) return;
    const contract = CATALOGUE.find((row) => row.id === id);
    expect(event.body !== undefined).toBe(contract?.body !== undefined);
    if (event.body === undefined) return;
    const name = id.replace(/[.-]([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(validators[name]?.(JSON.parse(event.body))).toBe(true);
    expect(event.headers['content-length']).toBe(String(Buffer.byteLength(event.body)));
  });

  it('cover every endpoint, every page and the default route', () => {
    const ids = apiEvents.map(([id]) => id);
    expect(ids.sort()).toEqual([...ROUTED.map(({ id }) => id), NOT_FOUND_ID].sort());
  });
});

describe('queue and stream events', () => {
  it.each(['bulk-chunk', 'bulk-dead-letter'])('%s carries messages of the documented form', (name) => {
    const { Records } = read<SQSEvent>(`sqs/${name}.json`);
    expect(existsSync(new URL(`../../functions/workers/${name}.ts`, import.meta.url))).toBe(true);
    for (const record of Records) {
      expect(record.eventSource).toBe('aws:sqs');
      expect(bulkChunkMessage(JSON.parse(record.body))).toBe(true);
      expect('DeadLetterQueueSourceArn' in record.attributes).toBe(name === 'bulk-dead-letter');
    }
  });

  it.each(eventsOf('workers.report'))('%s carries what SNS hands on', (file) => {
    for (const { body } of read<SQSEvent>(file).Records) {
      expect(isNotification(JSON.parse(body))).toBe(true);
    }
  });

  it('delivery carries a message of the documented form', () => {
    const { Records } = read<SQSEvent>('sqs/delivery.json');
    expect(Records.map(({ body }) => deliveryMessage(JSON.parse(body)))).toEqual([true]);
  });

  it('sending-step carries a message of the documented form', () => {
    const { Records } = read<SQSEvent>('sqs/sending-step.json');
    expect(Records.map(({ body }) => sendingStepMessage(JSON.parse(body)))).toEqual([true]);
  });

  it.each(SCHEDULED_WORKERS.map(({ id }) => id.replace('workers.', '')))(
    '%s is what Scheduler sends where a schedule names no input',
    (name) => {
      const event = read<Record<string, unknown>>(`schedule/${name}.json`);
      expect(event).toMatchObject({
        source: 'aws.scheduler',
        'detail-type': 'Scheduled Event',
        detail: '{}',
      });
    },
  );

  it('member-created shows the image of a new member under the keys of the table', () => {
    const { Records } = read<DynamoDBStreamEvent>('dynamodb-stream/member-created.json');
    for (const { eventName, dynamodb } of Records) {
      expect(eventName).toBe('INSERT');
      expect(Object.keys(dynamodb?.Keys ?? {})).toEqual([TABLE.partitionKey, TABLE.sortKey]);
      expect(dynamodb?.NewImage).toMatchObject({ ...dynamodb?.Keys, kind: { S: 'member' } });
      expect(dynamodb?.OldImage).toBeUndefined();
      expect(dynamodb?.StreamViewType).toBe('NEW_AND_OLD_IMAGES');
    }
  });

  it('member-removed shows the tombstone that takes the place of a member', async () => {
    const event = read<DynamoDBStreamEvent>('dynamodb-stream/member-removed.json');
    const images: unknown[] = [];
    const tombstones: unknown[] = [];
    await handleStream('test')(async (_, changes) => {
      for (const { before, after } of changes) {
        images.push(after);
        tombstones.push(tombstoneItem(before as never, removal(String(after?.['deleted_at']))));
      }
      return undefined;
    })(event, lambdaContext());
    expect(event.Records.map(({ eventName }) => eventName)).toEqual(['MODIFY']);
    expect(images).toEqual(tombstones);
  });
});

describe('all events', () => {
  it('go to a function, and every function has one', () => {
    const folders = ['api-gateway', 'sqs', 'dynamodb-stream', 'schedule', 'logs'];
    expect(FUNCTION_IDS.flatMap(eventsOf).sort()).toEqual(folders.flatMap(eventFiles).sort());
  });
});
