import { beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '#shared/data/table/db.ts';
import { call } from '../support/api.ts';
import { linesWhile, withLog } from '../support/log.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

/** A table that answers so many calls and then no more. */
const silentAfter = (answers: number): World => {
  let calls = 0;
  const send = (...args: [never]) => {
    calls += 1;
    return calls > answers ? new Promise(() => {}) : world.db.doc.send(...args);
  };
  return worldOf({ ...world.db, doc: { send } as unknown as Db['doc'] }, world.club, world.client);
};

/** Places where a request may hang: at the look-up of its client, of its club, at its own work. */
describe.each([
  ['a check', 0],
  ['another check', 1],
  ['the logic', 2],
])('a function whose time is up in %s', (_, answers) => {
  it('says so itself, just before Lambda would end it', async () => {
    const its = withLog(silentAfter(answers));
    let answer: Awaited<ReturnType<typeof call>> | undefined;
    const lines = await linesWhile(async () => {
      answer = await call(its, 'members.get', { path: { id: '1' }, timeoutMs: 100 });
    });
    expect(answer?.status).toBe(503);
    expect(Number(answer?.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer?.headers['x-error-code']).toBe('busy');
    const [failed, answered] = lines;
    expect(failed).toMatchObject({
      level: 'ERROR',
      message: 'request failed',
      causes: ['busy', 'TimeoutError'],
    });
    expect(answered).toMatchObject({
      level: 'INFO',
      message: 'request answered',
      request_id: answer?.headers['x-request-id'],
      status: 503,
      error_code: 'busy',
    });
  });
});
