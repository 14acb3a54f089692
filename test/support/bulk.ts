import { type ApiAnswer, type ApiCall, call } from './api.ts';
import type { World } from './world.ts';

/** A valid bulk row of its own e-mail and number. */
export const person = (n: number, more: object = {}) => ({
  properties: {
    email: `p${n}@example.com`,
    msisdn: `4740${String(n).padStart(6, '0')}`,
    first_name: 'P',
    last_name: String(n),
    ...more,
  },
});

export const people = (count: number, from = 0) => Array.from({ length: count }, (_, n) => person(from + n));

export const schedule = (world: World, body: object, more: ApiCall = {}): Promise<ApiAnswer> =>
  call(world, 'member-bulks.create-or-update', { body, ...more });

/** The body of the job's status. */
export const report = async (world: World, job: string): Promise<any> => {
  const { status, body } = await call(world, 'member-bulks.status', { path: { job_id: job } });
  if (status !== 200) throw new Error(`The status answers ${status}`);
  return body;
};
