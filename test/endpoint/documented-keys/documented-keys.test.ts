import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { documentedKeys, type Examples, observe } from '../../support/documented-keys.ts';
import { stopClock } from '../../support/world.ts';
import { BULK_EXAMPLES } from './bulk-examples.ts';
import { MEMBER_EXAMPLES } from './member-examples.ts';
import { MESSAGING_EXAMPLES } from './messaging-examples.ts';
import { SESSION_EXAMPLES } from './session-examples.ts';
import { TOKEN_EXAMPLES } from './token-examples.ts';
import { WEBHOOK_EXAMPLES } from './webhook-examples.ts';

/**
 * Nothing documented is dropped in silence (contract §1.5): each key of each request, sent and left out, makes a
 * difference, or `X-Ignored` names it. A key that is refused makes one: the reply is another.
 */

stopClock();

const EXAMPLES: Examples = {
  ...MEMBER_EXAMPLES,
  ...SESSION_EXAMPLES,
  ...BULK_EXAMPLES,
  ...MESSAGING_EXAMPLES,
  ...TOKEN_EXAMPLES,
  ...WEBHOOK_EXAMPLES,
};

const bareName = (key: string): string => key.split('.').at(-1)?.replace('[]', '') ?? '';

describe.each(CATALOGUE.filter((contract) => documentedKeys(contract).length > 0))('$id', (contract) => {
  const documented = documentedKeys(contract);
  const examples = EXAMPLES[contract.id] ?? [];

  it('drops no documented key in silence', async () => {
    const shown = new Set<string>();
    const dropped: string[] = [];
    for (const example of examples) {
      const whole = await observe(contract.id, example);
      expect([whole.status, whole.seen]).toEqual([200, (await observe(contract.id, example)).seen]);
      for (const key of whole.keys.filter((one) => documented.includes(one))) {
        shown.add(key);
        if (whole.ignored.includes(bareName(key))) continue;
        const { seen } = await observe(contract.id, example, key);
        if (seen === whole.seen) dropped.push(key);
      }
    }
    expect({ dropped, withoutExample: documented.filter((key) => !shown.has(key)) }).toEqual({
      dropped: [],
      withoutExample: [],
    });
  });
});
