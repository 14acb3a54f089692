import { expect, it } from 'vitest';
import { QUEUE_NAMES, QUEUES } from '#shared/contracts/queues.ts';
import { queueNameOf } from '../../cli/queues.ts';
import { resourcesIn, synthesise } from './synthesis.ts';

/** CloudFormation: stack, logical id, something random, 80 characters at most. */
const physical = (id: string): string => `loyalty-prod-workers-${id.slice(0, 46)}-0123456789AB`;

it('the operator command knows every queue of the stacks by a name of its own', () => {
  const ids = resourcesIn(synthesise({ stage: 'prod' }), 'AWS::SQS::Queue').map(([id]) => id);
  const full = ids.filter((id) => !id.includes('DeadLetters')).map(physical);
  const names = full.map(queueNameOf);
  expect(names.filter((name) => full.includes(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(QUEUE_NAMES.map((name) => QUEUES[name].id)));
});
