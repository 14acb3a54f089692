import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { bulkChunkWorker, QUEUES, STREAM_WORKERS, WORKERS } from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { QueueWithDeadLetters } from '../../infra/constructs/queue-with-dead-letters.ts';
import { referenced, resources, synthesise } from './synthesis.ts';

const { workers, delivery, data } = synthesise();
const queues = resources(workers, 'AWS::SQS::Queue');
/** A queue of another stack is imported by name: the export carries its logical id. */
const queueOf = (source: any) =>
  queues.find(([id]) => id === referenced(source) || JSON.stringify(source).includes(`GetAtt${id}`))?.[1]
    .Properties;
const allMappings = [workers, delivery].flatMap((template) =>
  resources(template, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => ({
    ...mapping.Properties,
    queue: queueOf(mapping.Properties['EventSourceArn']),
    worker:
      template.findResources('AWS::Lambda::Function')[referenced(mapping.Properties['FunctionName'])]![
        'Properties'
      ],
  })),
) as Record<string, any>[];
const mappings = allMappings.filter((mapping) => !('StartingPosition' in mapping));
const streams = allMappings.filter((mapping) => 'StartingPosition' in mapping);
const schedules = resources(workers, 'AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);
const failureIds = [
  ...streams.map((mapping) => referenced(mapping['DestinationConfig'].OnFailure.Destination)),
  ...schedules.map(({ Target }) => referenced(Target.DeadLetterConfig.Arn)),
];
const deadLetterIds = queues.flatMap(
  ([, { Properties }]) => referenced(Properties['RedrivePolicy']?.deadLetterTargetArn) ?? [],
);

describe('queues', () => {
  it('are those of the contracts, each with a dead-letter queue that keeps messages for 14 days', () => {
    expect(deadLetterIds).toHaveLength(Object.keys(QUEUES).length);
    expect(new Set(deadLetterIds).size).toBe(deadLetterIds.length);
    for (const [id, { Properties }] of queues) {
      if (deadLetterIds.includes(id) || failureIds.includes(id)) {
        expect(Properties['MessageRetentionPeriod']).toBe(14 * 24 * 60 * 60);
      } else {
        expect(Object.values(QUEUES).map(({ id: _, ...settings }) => settings)).toContainEqual({
          maxReceiveCount: Properties['RedrivePolicy'].maxReceiveCount,
          retention: Properties['MessageRetentionPeriod'],
          visibilityTimeout: Properties['VisibilityTimeout'],
        });
      }
    }
  });

  it('are encrypted, refuse plain connections and let nobody in by policy but the topic of reports', () => {
    const policies = resources(workers, 'AWS::SQS::QueuePolicy').map(([, policy]) => policy.Properties);
    for (const [id, { Properties }] of queues) {
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
      const own = policies.filter((policy) => policy['Queues'].some((ref: any) => referenced(ref) === id));
      const [refusal, ...allowances] = own.flatMap((policy) => policy['PolicyDocument'].Statement);
      expect(allowances).toEqual(
        id.startsWith('reportsQueue')
          ? [
              expect.objectContaining({
                Action: 'sqs:SendMessage',
                Principal: { Service: 'sns.amazonaws.com' },
                Condition: {
                  ArnEquals: { 'aws:SourceArn': { Ref: expect.stringMatching(/^ReportsTopic/) } },
                },
              }),
            ]
          : [],
      );
      expect([refusal]).toEqual([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]);
    }
  });

  it('refuse at synthesis a worker that could outlive the visibility timeout', () => {
    const stack = new Stack(new App(), 'Stack');
    const slow = { ...bulkChunkWorker, timeout: QUEUES.bulk.visibilityTimeout / 6 + 1 };
    expect(() => new QueueWithDeadLetters(stack, QUEUES.bulk, [slow])).toThrow(
      /visibility 360 s < 366 s for workers.bulk-chunk/,
    );
  });
});

describe('workers on the stream', () => {
  it.each(STREAM_WORKERS.map((worker) => [worker.id, worker] as const))(
    '%s gets what its contract says, singles out what fails, and reports it',
    (_, worker) => {
      const mapping = streams.find(({ worker: { Description } }) => Description === worker.summary)!;
      expect(mapping).toMatchObject({
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: worker.batchSize,
        MaximumBatchingWindowInSeconds: worker.batchWindow,
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: worker.retryAttempts,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      });
      const filters = mapping['FilterCriteria'].Filters.map(({ Pattern }: any) => JSON.parse(Pattern));
      expect(filters).toEqual(worker.filters);
      expect(queues.map(([id]) => id)).toContain(
        referenced(mapping['DestinationConfig'].OnFailure.Destination),
      );
    },
  );

  it('read the stream of the one table', () => {
    expect(streams).toHaveLength(STREAM_WORKERS.length);
    const exported = JSON.stringify(data.toJSON()['Outputs']);
    for (const { EventSourceArn } of streams) {
      expect(exported).toContain(EventSourceArn['Fn::ImportValue'].split(':')[1]);
      expect(JSON.stringify(EventSourceArn)).toContain('StreamArn');
    }
  });
});

describe('workers that the clock starts', () => {
  it('are one schedule each', () => expect(schedules).toHaveLength(SCHEDULED_WORKERS.length));

  it.each(SCHEDULED_WORKERS.map((worker) => [worker.id, worker] as const))(
    '%s runs as often as its contract says, and a run that failed is left to the next one',
    (_, contract) => {
      const schedule = schedules.find(({ Description }) => Description === contract.summary)!;
      expect(schedule).toMatchObject({
        ScheduleExpression: `rate(${contract.rate} minute${contract.rate === 1 ? '' : 's'})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { RetryPolicy: { MaximumEventAgeInSeconds: contract.rate * 60 } },
      });
      const id = referenced(schedule['Target'].Arn);
      expect(workers.findResources('AWS::Lambda::Function')[id]!['Properties']).toMatchObject({
        Description: contract.summary,
        Timeout: contract.timeout,
        MemorySize: contract.memory,
      });
      workers.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
        FunctionName: { Ref: id },
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: contract.rate * 60,
      });
    },
  );
});

describe('workers', () => {
  it.each(WORKERS.map((worker) => [worker.id, worker] as const))(
    '%s is fed as its contract says',
    (_, worker) => {
      const mapping = mappings.find(({ worker: { Description } }) => Description === worker.summary)!;
      expect(mapping['BatchSize']).toBe(worker.batchSize);
      expect(mapping['ScalingConfig']).toEqual({ MaximumConcurrency: worker.maxConcurrency });
      expect(mapping['worker'].MemorySize).toBe(worker.memory);
      expect(mapping['worker'].Timeout).toBe(worker.timeout);
      expect('RedrivePolicy' in mapping['queue']).toBe(!worker.deadLetters);
    },
  );

  it('report failed items, and their queue waits six times as long as they may run', () => {
    expect(mappings).toHaveLength(WORKERS.length);
    for (const mapping of mappings) {
      expect(mapping['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(mapping['queue'].VisibilityTimeout).toBeGreaterThanOrEqual(6 * mapping['worker'].Timeout);
    }
  });
});
