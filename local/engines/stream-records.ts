/** Stream records as Lambda hands them over: DynamoDB JSON with base64 binaries and a time in seconds. */
import type { _Record as SdkRecord, AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';

type Image = Record<string, AttributeValue>;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Only these need work; every other type is in the event as the SDK returns it. */
const CONVERSIONS: Readonly<Record<string, (value: SdkValue) => unknown>> = {
  B: ({ B = new Uint8Array() }) => base64(B),
  BS: ({ BS = [] }) => BS.map(base64),
  L: ({ L = [] }) => L.map(toEventValue),
  M: ({ M = {} }) => toEventImage(M),
};

function toEventValue(value: SdkValue): AttributeValue {
  const entries = Object.entries(value)
    .filter(([, content]) => content !== undefined)
    .map(([type, content]) => [type, CONVERSIONS[type]?.(value) ?? content]);
  // DynamoDB Local leaves the type of an empty map out; AWS does not.
  return Object.fromEntries(entries.length > 0 ? entries : [['M', {}]]) as AttributeValue;
}

function toEventImage(image: Record<string, SdkValue>): Image {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, toEventValue(value)]));
}

export function toStreamRecord(record: SdkRecord, streamArn: string): DynamoDBRecord {
  const change = record.dynamodb ?? {};
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: record.eventSource ?? 'aws:dynamodb',
    awsRegion: record.awsRegion,
    dynamodb: {
      ...(change.ApproximateCreationDateTime && {
        ApproximateCreationDateTime: Math.floor(change.ApproximateCreationDateTime.getTime() / 1000),
      }),
      ...(change.Keys && { Keys: toEventImage(change.Keys) }),
      ...(change.NewImage && { NewImage: toEventImage(change.NewImage) }),
      ...(change.OldImage && { OldImage: toEventImage(change.OldImage) }),
      SequenceNumber: change.SequenceNumber,
      SizeBytes: change.SizeBytes,
      StreamViewType: change.StreamViewType,
    },
    // Present on deletions by TTL: principal dynamodb.amazonaws.com.
    ...(record.userIdentity && {
      userIdentity: { type: record.userIdentity.Type, principalId: record.userIdentity.PrincipalId },
    }),
    eventSourceARN: streamArn,
  };
}
