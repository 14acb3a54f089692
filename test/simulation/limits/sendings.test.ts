import { expect, it } from 'vitest';
import { FRESH } from './capacity.ts';
import { runSending } from './sending-world.ts';

it.each([
  ['email', 3.3],
  ['sms', 4.3],
] as const)(
  'a sending by %s writes at least 800 recipients a second on a new table',
  async (channel, units) => {
    const members = 4000;
    const result = await runSending({ channel, members, limits: FRESH });
    expect(result.sent).toBe(members);
    expect(result.recipientsASecond).toBeGreaterThanOrEqual(800);
    expect(result.writeUnits / members).toBeLessThanOrEqual(units);
  },
);
