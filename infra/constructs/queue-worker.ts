import type { Construct } from 'constructs';
import type { WorkerContract } from '#shared/contracts/queues.ts';
import type { Deployment } from '../deployment.ts';
import { LoyaltyFunction, type Targets } from './function.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

interface QueueWorkerProps {
  readonly contract: WorkerContract;
  readonly deployment: Deployment;
  readonly targets: Targets;
  /** The contract's queue; it may be in another stack. */
  readonly queue: QueueWithDeadLetters;
}

/** A worker's function, allowed to read its queue and fed by it. */
export const queueWorker = (scope: Construct, props: QueueWorkerProps): LoyaltyFunction => {
  const { contract, deployment, targets, queue } = props;
  const statements = [queue.consumeStatement(contract)];
  const { memory } = contract;
  const worker = new LoyaltyFunction(scope, { contract, memory, deployment, targets, statements });
  queue.feed(scope, contract, worker.target, deployment.concurrency[contract.id]);
  return worker;
};
