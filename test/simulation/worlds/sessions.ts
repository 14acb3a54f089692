import { passwords } from '#shared/ports/secrets.ts';
import type { World } from '../world.ts';
import { ACCESS, prepareClub } from './club.ts';
import { countingPasswords, guesser, guesserViolations } from './sessions-attacker.ts';
import { device, FIRST_PASSWORD, MEMBERS } from './sessions-device.ts';
import { newestOf, type PasswordChange, type SessionsState } from './sessions-history.ts';

/** The last password that was certainly set, and those that may have come after it. */
const possiblePasswords = (changes: readonly PasswordChange[]): string[] => {
  const heard = changes.filter(({ heard: at }) => at !== undefined);
  const lastHeard = heard.toSorted((one, other) => Number(other.heard) - Number(one.heard))[0];
  const open = changes.filter(
    (one) => one === lastHeard || one.heard === undefined || Number(one.heard) >= Number(lastHeard?.began),
  );
  return [...open.map(({ password }) => password), ...(lastHeard ? [] : [FIRST_PASSWORD])];
};

const creation = (n: number) => ({
  body: {
    properties: { email: `m${n}@a.no`, first_name: 'M', last_name: String(n) },
    password: FIRST_PASSWORD,
  },
});

/** This member never logs in; an attacker tries. */
const VICTIM = MEMBERS + 1;

export const sessionsWorld: World<SessionsState> = {
  name: 'sessions',
  endpoints: ['oauth.token', 'oauth.revoke', 'me.get', 'me.update-password', 'members.create'],
  queues: [],
  streams: [],
  scheduled: [],
  access: ACCESS,
  prepare: prepareClub,
  provide(runtime, _, simulation) {
    runtime.provide(passwords, countingPasswords(simulation));
  },
  start(simulation) {
    const { chance } = simulation;
    const state: SessionsState = { sessions: [], changes: [], violations: [] };
    const rates = simulation.faults.pause();
    simulation.client('founder', 0, async (client) => {
      for (let n = 1; n <= VICTIM; n += 1) await client.call('members.create', creation(n));
      simulation.faults.resume(rates);
      const window = chance.pick([1, 100, 10_000]);
      for (let n = chance.int(2, 5); n > 0; n -= 1)
        simulation.client(`device-${n}`, chance.next() * window, device(simulation, state));
      if (chance.happens(0.3))
        simulation.client('guesser', chance.next() * window, guesser(VICTIM, `m${VICTIM}@a.no`));
    });
    return state;
  },
  settle() {},
  async check(simulation, state, auditor) {
    state.violations.push(...guesserViolations(simulation));
    for (const session of state.sessions) {
      const { refresh, accesses } = newestOf(session);
      if (session.endedAt === undefined && session.doubtful) continue;
      if (session.endedAt !== undefined) {
        const { status } = await auditor.call('me.get', { bearer: accesses.at(-1)?.token });
        if (status === 200) state.violations.push(`${session.sid} lives after ${session.endedBy}`);
      }
      const body = { grant_type: 'refresh_token', refresh_token: refresh };
      const { status } = await auditor.call('oauth.token', { body });
      if ((status === 200) !== (session.endedAt === undefined))
        state.violations.push(`${session.sid} answers ${status} in the end; ended by ${session.endedBy}`);
    }
    for (let member = 1; member <= MEMBERS; member += 1) {
      const possible = possiblePasswords(state.changes.filter((one) => one.member === member));
      // Failures of the schedule are forgotten by then.
      await auditor.sleep(24 * 60 * 60 * 1000);
      const replies = [];
      for (const password of possible.slice(0, 9))
        replies.push(
          await auditor.call('oauth.token', {
            body: { grant_type: 'password', identifier_type: 'id', identifier: member, password },
          }),
        );
      const opened = replies.filter(({ status }) => status === 200).length;
      if (opened !== 1)
        state.violations.push(`member ${member}: ${opened} of ${possible.length} passwords open a session`);
    }
    return state.violations;
  },
};
