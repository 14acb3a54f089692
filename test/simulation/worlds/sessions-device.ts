import type { Client } from '../api.ts';
import type { Simulation } from '../world.ts';

/** What a device was told, and when; times are the scheduler's. */
interface Session {
  readonly sid: string;
  readonly member: number;
  /** When the log-in was heard. */
  readonly opened: number;
  access: string;
  refresh: string;
  /** Somebody was told that it has ended. */
  endedBy?: string;
  endedAt?: number;
  /** A call that may end it was made, or its refresh token was used late: no promise holds any more. */
  doubtful: boolean;
}

export interface PasswordChange {
  readonly member: number;
  readonly password: string;
  readonly began: number;
  /** When success was heard. */
  heard?: number;
}

export interface SessionsState {
  readonly sessions: Session[];
  readonly changes: PasswordChange[];
  /** The successor of each refresh token. */
  readonly successors: Map<string, string>;
  readonly violations: string[];
}

export const MEMBERS = 2;
export const FIRST_PASSWORD = 'first';
/** Shorter than the grace by more than two clocks may differ. */
const SURELY_WITHIN_GRACE_MS = 15_000;

const sidOf = (token: string): string => JSON.parse(Buffer.from(token, 'base64url').toString()).claims.sid;
const isDead = (status: number): boolean => status >= 400 && status < 500 && status !== 429;

/** One device of a member: logs in, looks, refreshes, changes the password, logs out. */
export const device =
  (simulation: Simulation, state: SessionsState) =>
  async (client: Client): Promise<void> => {
    const { chance } = client;
    const now = () => simulation.scheduler.now;
    const member = chance.int(1, MEMBERS);
    const passwords = () => [
      FIRST_PASSWORD,
      ...state.changes.filter((one) => one.member === member).map(({ password }) => password),
    ];
    let current: Session | undefined;

    const logIn = async (): Promise<void> => {
      const password = passwords().at(-1 - (chance.happens(0.2) ? chance.int(0, passwords().length - 1) : 0));
      const body = { grant_type: 'password', identifier_type: 'id', identifier: member, password };
      const began = now();
      const reply = await client.insist('oauth.token', { body }, 3);
      if (reply.status !== 200) return;
      const { access_token: access, refresh_token: refresh } = reply.body;
      // A log-in that is under way while the password changes may open a session of the epoch before.
      const doubtful = state.changes.some(
        (one) => one.member === member && (one.heard ?? Number.POSITIVE_INFINITY) >= began,
      );
      current = { sid: sidOf(access), member, opened: now(), access, refresh, doubtful };
      state.sessions.push(current);
    };

    const look = async (session: Session): Promise<void> => {
      const { endedAt, endedBy, access } = session;
      const { status } = await client.call('me.get', { bearer: access });
      if (status === 200 && endedAt !== undefined)
        state.violations.push(`${session.sid} goes on after ${endedBy}`);
      if (isDead(status) && !session.doubtful && session.access === access && session.endedAt === undefined)
        state.violations.push(`${session.sid} has ended, and nobody ended it`);
    };

    const refreshOnce = async (session: Session, token: string): Promise<void> => {
      const { endedAt, endedBy } = session;
      const began = now();
      for (let tries = 1; tries <= 4; tries += 1) {
        const body = { grant_type: 'refresh_token', refresh_token: token };
        const { status, body: pair } = await client.call('oauth.token', { body });
        if (status === 200) {
          if (endedAt !== undefined) state.violations.push(`${session.sid} was refreshed after ${endedBy}`);
          const known = state.successors.get(token) ?? pair.refresh_token;
          if (known !== pair.refresh_token)
            state.violations.push(`${session.sid} gave two successors of one token`);
          state.successors.set(token, known);
          session.access = pair.access_token;
          session.refresh = pair.refresh_token;
          return;
        }
        if (now() - began > SURELY_WITHIN_GRACE_MS) session.doubtful = true;
        if (isDead(status)) {
          if (!session.doubtful && session.endedAt === undefined)
            state.violations.push(`${session.sid} was refused a refresh, and nobody ended it`);
          return;
        }
        await client.sleep(chance.spread(10, 3000));
      }
      // It may have been used, and its successor is not known.
      session.doubtful = true;
    };

    /** Two tabs may refresh at the same moment. */
    const refreshIt = async (session: Session): Promise<void> => {
      const { refresh: token } = session;
      const tabs = chance.happens(0.4) ? 2 : 1;
      await Promise.all(Array.from({ length: tabs }, () => refreshOnce(session, token)));
    };

    const endOthers = (change: PasswordChange, kept: Session): void => {
      for (const session of state.sessions) {
        if (session.member !== change.member || session === kept || session.opened >= change.began) continue;
        session.endedAt ??= now();
        session.endedBy ??= 'a new password';
      }
    };

    const changePassword = async (session: Session): Promise<void> => {
      const known = passwords();
      const change: PasswordChange = {
        member,
        password: `secret-${state.changes.length + 1}-${client.process.name}`,
        began: now(),
      };
      state.changes.push(change);
      for (const one of state.sessions) if (one.member === member && one !== session) one.doubtful = true;
      const body = { current_password: known.at(-1), password: change.password };
      const { status } = await client.call('me.update-password', { bearer: session.access, body });
      // Sessions that began meanwhile may be of either epoch.
      for (const one of state.sessions) if (one.member === member && one !== session) one.doubtful = true;
      if (status === 0 || status >= 500) session.doubtful = true;
      if (status !== 200) return;
      change.heard = now();
      endOthers(change, session);
    };

    const logOut = async (session: Session): Promise<void> => {
      session.doubtful = true;
      const { status } = await client.insist(
        'oauth.revoke',
        { body: { token: chance.pick([session.access, session.refresh]) } },
        3,
      );
      if (status === 200) {
        session.endedAt ??= now();
        session.endedBy ??= 'a log-out';
      }
    };

    for (let left = chance.int(3, 8); left > 0; left -= 1) {
      if (!current) await logIn();
      else await chance.pick([look, look, refreshIt, refreshIt, refreshIt, changePassword, logOut])(current);
      if (current?.endedAt !== undefined && chance.happens(0.7)) {
        await look(current);
        current = undefined;
      }
      if (chance.happens(0.6))
        await client.sleep(chance.spread(1, chance.happens(0.1) ? 40_000_000 : 40_000));
    }
  };
