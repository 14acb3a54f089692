import type { Client } from '../api.ts';
import type { Simulation } from '../world.ts';
import {
  checkAccess,
  clockTolerance,
  endsByTheft,
  isRefused,
  isStolen,
  mustBeExchanged,
  newestOf,
  noteArrival,
  noteExchange,
  noteUse,
  type Pair,
  type PasswordChange,
  pairOf,
  type Session,
  type SessionsState,
  sidOf,
} from './sessions-history.ts';

export const MEMBERS = 2;
export const FIRST_PASSWORD = 'first';

const PAUSES_MS = [40_000, 40_000, 40_000, 40_000_000, 120_000_000];

/** One device of a member: logs in, looks, refreshes, changes the password, logs out; at times its tokens leak. */
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
    const violated = (found: readonly string[]) => state.violations.push(...found);
    let current: Session | undefined;

    const logIn = async (): Promise<void> => {
      const password = passwords().at(-1 - (chance.happens(0.2) ? chance.int(0, passwords().length - 1) : 0));
      const body = { grant_type: 'password', identifier_type: 'id', identifier: member, password };
      const began = now();
      const reply = await client.insist('oauth.token', { body }, 3);
      if (reply.status !== 200) return;
      // A log-in that is under way while the password changes may open a session of the epoch before.
      const doubtful = state.changes.some(
        (one) => one.member === member && (one.heard ?? Number.POSITIVE_INFINITY) >= began,
      );
      const pairs = [pairOf(reply.body, now())];
      current = {
        sid: sidOf(reply.body.access_token),
        member,
        opened: now(),
        pairs,
        mayHaveCut: 0,
        cut: 0,
        doubtful,
      };
      state.sessions.push(current);
    };

    const lookWith = async (session: Session, pair: Pair): Promise<void> => {
      const { endedAt, endedBy, cut } = session;
      const { token, issued } = chance.pick(pair.accesses);
      const began = now();
      noteUse(session, pair, began, clockTolerance(simulation));
      const { status } = await client.call('me.get', { bearer: token });
      if (status === 200) pair.usedHeard ??= now();
      if (status === 200 && endedAt !== undefined) violated([`${session.sid} goes on after ${endedBy}`]);
      violated(checkAccess(session, { pair, issued }, status, { began, now: now(), cut }));
    };

    /** Mostly with the newest access token; the earlier ones are as good for their day. */
    const look = (session: Session): Promise<void> =>
      lookWith(session, chance.happens(0.7) ? newestOf(session) : chance.pick(session.pairs));

    const exchange = async (session: Session, pair: Pair): Promise<number> => {
      const { endedAt, endedBy } = session;
      const tolerance = clockTolerance(simulation);
      let arrived = now();
      noteUse(session, pair, now(), tolerance);
      pair.asked += 1;
      const body = { grant_type: 'refresh_token', refresh_token: pair.refresh };
      const { status, body: answer } = await client.call('oauth.token', { body }, () => {
        arrived = now();
        noteArrival(session, pair, arrived, tolerance);
      });
      const stolen = isStolen(session, pair, arrived, tolerance);
      if (status === 200) {
        pair.usedHeard ??= now();
        if (endedAt !== undefined) violated([`${session.sid} was refreshed after ${endedBy}`]);
        if (stolen) violated([`${session.sid} exchanged a token whose successor was in use`]);
        violated(noteExchange(session, pair, answer, now()));
      }
      if (isRefused(status) && mustBeExchanged(session, pair))
        violated([`${session.sid} was refused a refresh, and no request ended it`]);
      if (isRefused(status) && stolen && endsByTheft(session, arrived, tolerance)) {
        session.endedAt ??= now();
        session.endedBy ??= 'a stolen token';
      }
      return status;
    };

    /** As often as it takes, or a few times; the next time it goes on with the same token. */
    const refreshOnce = async (session: Session, pair: Pair): Promise<void> => {
      for (let tries = chance.int(1, 4); tries > 0; tries -= 1) {
        const status = await exchange(session, pair);
        if (status === 200 && chance.happens(0.3)) await lookWith(session, newestOf(session));
        if (status === 200 || isRefused(status)) return;
        await client.sleep(chance.spread(10, 3000));
      }
    };

    /** Two tabs may refresh at the same moment, and one goes on at once. */
    const refreshIt = async (session: Session): Promise<void> => {
      const pair = newestOf(session);
      const tabs = chance.happens(0.4) ? 2 : 1;
      await Promise.all(Array.from({ length: tabs }, () => refreshOnce(session, pair)));
    };

    /** A copy of an earlier refresh token is presented: nothing happens as long as its successor is not in use. */
    const replay = async (session: Session): Promise<void> => {
      const earlier = session.pairs.slice(0, -1);
      if (earlier.length > 0)
        await exchange(session, chance.happens(0.6) ? earlier.at(-1)! : chance.pick(earlier));
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
      const pair = newestOf(session);
      noteUse(session, pair, now(), clockTolerance(simulation));
      const before = session.pairs.indexOf(pair);
      session.mayHaveCut = before;
      const bearer = pair.accesses.at(-1)?.token;
      const body = { current_password: known.at(-1), password: change.password };
      const { status } = await client.call('me.update-password', { bearer, body });
      // Sessions that began meanwhile may be of either epoch.
      for (const one of state.sessions) if (one.member === member && one !== session) one.doubtful = true;
      if (status === 0 || status >= 500) session.doubtful = true;
      if (status !== 200) return;
      pair.usedHeard ??= now();
      change.heard = now();
      session.cut = before;
      endOthers(change, session);
    };

    const logOut = async (session: Session): Promise<void> => {
      session.doubtful = true;
      const { refresh, accesses } = chance.pick(session.pairs);
      const token = chance.pick([refresh, ...accesses.map((access) => access.token)]);
      const { status } = await client.insist('oauth.revoke', { body: { token } }, 3);
      if (status === 200) {
        session.endedAt ??= now();
        session.endedBy ??= 'a log-out';
      }
    };

    const acts = [look, look, look, refreshIt, refreshIt, refreshIt, replay, changePassword, logOut];
    for (let left = chance.int(3, 10); left > 0; left -= 1) {
      if (!current) await logIn();
      else await chance.pick(acts)(current);
      if (current?.endedAt !== undefined && chance.happens(0.7)) {
        await look(current);
        current = undefined;
      }
      if (chance.happens(0.6)) await client.sleep(chance.spread(1, chance.pick(PAUSES_MS)));
    }
  };
