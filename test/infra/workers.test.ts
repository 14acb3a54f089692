import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { QueueWithDeadLetters } from '../../infra/constructs/queue-with-dead-letters.ts';
import { bulkChunkWorker, QUEUES, WORKERS } from '../../shared/contracts/queues.ts';
import { referenced, resources, synthesise } from './synthesis.ts';

const { workers } = synthesise();
const queues = resources(workers, 'AWS::SQS::Queue');
const queueOf = (logicalId: string) => queues.find(([id]) => id === logicalId)![1].Properties;
const mappings = resources(workers, 'AWS::Lambda::EventSourceMapping').map(([, mapping]) => ({
  ...mapping.Properties,
  queue: queueOf(referenced(mapping.Properties['EventSourceArn'])),
  worker:
    workers.findResources('AWS::Lambda::Function')[referenced(mapping.Properties['FunctionName'])]!
      .Properties,
})) as Record<string, any>[];
const deadLetterIds = queues.flatMap(
  ([, { Properties }]) => referenced(Properties['RedrivePolicy']?.deadLetterTargetArn) ?? [],
);

describe('queues', () => {
  it('are those of the contracts, each with a dead-letter queue that keeps messages for 14 days', () => {
    expect(deadLetterIds).toHaveLength(Object.keys(QUEUES).length);
    expect(new Set(deadLetterIds).size).toBe(deadLetterIds.length);
    for (const [id, { Properties }] of queues) {
      if (deadLetterIds.includes(id)) {
        expect(Properties['MessageRetentionPeriod']).toBe(14 * 24 * 60 * 60);
      } else {
        expect(Properties['RedrivePolicy'].maxReceiveCount).toBe(QUEUES.bulk.maxReceiveCount);
        expect(Properties['MessageRetentionPeriod']).toBe(QUEUES.bulk.retention);
        expect(Properties['VisibilityTimeout']).toBe(QUEUES.bulk.visibilityTimeout);
      }
    }
  });

  it('are encrypted, refuse plain connections and let nobody in by policy', () => {
    const policies = resources(workers, 'AWS::SQS::QueuePolicy').map(([, policy]) => policy.Properties);
    for (const [id, { Properties }] of queues) {
      expect(Properties['SqsManagedSseEnabled']).toBe(true);
      const own = policies.filter((policy) => policy['Queues'].some((ref: any) => referenced(ref) === id));
      const statements = own.flatMap((policy) => policy['PolicyDocument'].Statement);
      expect(statements).toEqual([
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
