import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { TABLE } from '#shared/data/table/table-shape.ts';
import { keyIn, type Operation, PARTITIONS, place, SORTS } from './conformance-shapes.ts';

const KEY_CONDITIONS = ['', ' AND begins_with(sk, :s)', ' AND sk > :s', ' AND sk <= :s'];

export const queryTable = fc
  .record({
    pk: fc.constantFrom(...PARTITIONS),
    range: fc.constantFrom(...KEY_CONDITIONS),
    from: fc.constantFrom('ITEM', 'ITEM#', 'ITEM#1'),
    limit: fc.constantFrom(undefined, 1, 2, 4),
    forward: fc.boolean(),
    cursor: fc.option(fc.constantFrom(...SORTS), { nil: undefined }),
    filter: fc.constantFrom(undefined, 'kind = :k'),
    projection: fc.constantFrom(undefined, 'pk, version', 'devices.d1, marks, sk'),
  })
  .map(
    ({ pk, range, from, limit, forward, cursor, filter, projection }): Operation =>
      (TableName, prefix) =>
        new QueryCommand({
          TableName,
          KeyConditionExpression: `pk = :p${range}`,
          ExpressionAttributeValues: {
            ':p': prefix + pk,
            ...(range && { ':s': from }),
            ...(filter && { ':k': 'member' }),
          },
          ConsistentRead: true,
          ScanIndexForward: forward,
          ...(limit !== undefined && { Limit: limit }),
          ...(cursor && range === '' && { ExclusiveStartKey: { pk: prefix + pk, sk: cursor } }),
          ...(filter && { FilterExpression: filter }),
          ...(projection && { ProjectionExpression: projection }),
        }),
  );

export const queryIndex = fc
  .record({
    index: fc.constantFrom(TABLE.indexes.byEmail, TABLE.indexes.due),
    shard: fc.constantFrom('s1', 's2'),
    range: fc.constantFrom('', ' AND #value > :from', ' AND #value <= :from'),
    from: fc.constantFrom('1', 'x'),
    projection: fc.constantFrom(undefined, `${TABLE.partitionKey}, #value`),
  })
  .map(
    ({ index, shard, range, from, projection }): Operation =>
      (TableName, prefix) =>
        new QueryCommand({
          TableName,
          IndexName: index.name,
          KeyConditionExpression: `#shard = :shard${range}`,
          ExpressionAttributeNames: {
            '#shard': index.partitionKey,
            ...((range || projection) && { '#value': index.sortKey }),
          },
          ExpressionAttributeValues: { ':shard': prefix + shard, ...(range && { ':from': from }) },
          ...(projection && { ProjectionExpression: projection }),
        }),
  );

export const batchGet = fc
  .record({
    places: fc.array(place, { minLength: 1, maxLength: 5 }),
    projection: fc.constantFrom(undefined, 'pk, sk, kind'),
  })
  .map(
    ({ places, projection }): Operation =>
      (table, prefix) =>
        new BatchGetCommand({
          RequestItems: {
            [table]: {
              Keys: places.map((at) => keyIn(prefix, at)),
              ConsistentRead: true,
              ProjectionExpression: projection,
            },
          },
        }),
  );

export const get = place.map(
  (at): Operation =>
    (TableName, prefix) =>
      new GetCommand({ TableName, Key: keyIn(prefix, at), ConsistentRead: true }),
);
