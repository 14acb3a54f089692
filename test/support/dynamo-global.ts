/** Vitest globalSetup: one DynamoDB Local for the whole run, which is long; tests read its address with inject('dynamoUrl'). */
import type { TestProject } from 'vitest/node';
import { startDynamo } from '../../local/engines/dynamodb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    dynamoUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dynamo = await startDynamo({ longLived: true });
  project.provide('dynamoUrl', dynamo.url);
  return dynamo.stop;
}
