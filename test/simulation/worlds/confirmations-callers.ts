import { pageToken } from '#shared/domain/confirmations/page-links.ts';
import type { Client, Reply } from '../api.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation } from '../world.ts';

export const MEMBERS = [1, 2, 3] as const;
/** Few addresses, so that one that a link was mailed to soon is another's. */
const EMAILS = ['a1@a.no', 'a2@a.no', 'a3@a.no', 'a4@a.no'];
export const firstEmailOf = (id: number): string => EMAILS[id - 1] as string;

type Purpose = 'reset' | 'verify' | 'unsubscribe' | 'secure';

/** A link of a mail that the provider took. */
export interface Mailed {
  readonly purpose: Purpose;
  readonly token: string;
  readonly member: number;
  readonly email: string;
}

/** One call with a mailed token. */
export interface Use extends Mailed {
  /** The password of a reset; no other call has it. */
  readonly password: string;
  readonly began: number;
  readonly onPage: boolean;
  /** The address in the path of the API; a page has none. */
  readonly path: string;
  heard?: { readonly status: number; readonly at: number };
}

/** A question whether a reset token is good, that was answered with yes. */
interface Approval {
  readonly token: string;
  readonly began: number;
}

export interface ConfirmationsState {
  readonly uses: Use[];
  readonly approvals: Approval[];
  /** Reset mails that were asked for. */
  asks: number;
  /** Names of updates that switch e-mail on or off. */
  readonly switches: Set<string>;
  names: number;
}

/** The links in the subjects that the provider took, as `confirmations.ts` writes them. */
const LINK =
  /https:\/\/(?:club\.example\/(reset|verify|unsubscribe)\/|members\.simulated\/(secure)_account\/[\w-]+\.\d+\.)(\S+)/g;

export const mailedBy = ({ provider }: Simulation): Mailed[] =>
  provider.handOvers.flatMap(({ taken, text, tags, to }) =>
    taken
      ? [...text.matchAll(LINK)].map(([, own, secure, token]) => ({
          purpose: (own ?? secure) as Purpose,
          token: decodeURIComponent(String(token)),
          member: Number(tags['member']),
          email: to,
        }))
      : [],
  );

/** A page only has a use without one. */
const API: Readonly<Record<Exclude<Purpose, 'secure'>, string>> = {
  reset: 'members.reset-password',
  verify: 'members.verify-email',
  unsubscribe: 'members.unsubscribe',
};
const PAGES: Readonly<Record<Purpose, string>> = {
  reset: 'pages.reset-password',
  verify: 'pages.verify-email',
  unsubscribe: 'pages.unsubscribe',
  secure: 'pages.secure-account',
};

/** The present password of a member, as `cheap-crypto.ts` stores it. */
const passwordOf = ({ changes, first }: Simulation, id: number): string => {
  const isOf = (item: Item | undefined) => item?.['kind'] === 'member' && item['id'] === id;
  const item = changes.findLast(({ after }) => isOf(after))?.after ?? first.find(isOf);
  return String(item?.['password']).replace('plain:', '');
};

type Acts = Readonly<Record<string, (client: Client) => Promise<unknown>>>;

const actsOf = (simulation: Simulation, state: ConfirmationsState): Acts => {
  const { chance } = simulation;
  const now = () => simulation.scheduler.now;
  const name = (): string => {
    state.names += 1;
    return `N${state.names}`;
  };

  const update = (client: Client, change: object): Promise<Reply> => {
    const id = String(chance.pick(MEMBERS));
    return client.insist('members.update', { path: { id }, body: change }, 3);
  };

  const visit = (client: Client, { purpose, token, member }: Mailed, post: string | undefined) =>
    client.call(PAGES[purpose], {
      path: {
        token:
          purpose === 'unsubscribe'
            ? `${client.slug}.${token}`
            : pageToken({ club: client.slug, member, token }),
      },
      variant: { method: post === undefined ? 0 : 1 },
      ...(post !== undefined && { raw: post }),
    });

  const useOnce = async (client: Client, mailed: Mailed): Promise<void> => {
    const path = chance.happens(0.85) ? mailed.email : chance.pick(EMAILS);
    const password = `reset-${name()}`;
    const onPage = mailed.purpose === 'secure' || chance.happens(0.4);
    const use: Use = { ...mailed, password, began: now(), onPage, path };
    state.uses.push(use);
    const body = { token: use.token, ...(use.purpose === 'reset' && { password }) };
    const reply =
      use.purpose === 'secure' || use.onPage
        ? await visit(client, use, `password=${password}`)
        : await client.call(API[use.purpose], { path: { email: path }, body });
    if (reply.status > 0) use.heard = { status: reply.status, at: now() };
  };

  /** Mostly a link that has just come; also those of long ago, and twice at the same moment. */
  const use = async (client: Client): Promise<void> => {
    const all = mailedBy(simulation);
    if (all.length === 0) return;
    const mailed = chance.pick(chance.happens(0.6) ? all.slice(-3) : all);
    const copies = chance.happens(0.3) ? 2 : 1;
    await Promise.all(Array.from({ length: copies }, () => useOnce(client, mailed)));
  };

  return {
    use,
    /** Perhaps while the link of the mail before is used. */
    async ask(client) {
      const email = chance.pick(EMAILS);
      const once = () => {
        state.asks += 1;
        return client.call('members.send-password-reset-token', { path: { email } });
      };
      const last = chance.happens(0.5)
        ? mailedBy(simulation).findLast((mailed) => mailed.email === email && mailed.purpose === 'reset')
        : undefined;
      const race = async (mailed: Mailed): Promise<void> => {
        await client.sleep(chance.spread(1, 5000));
        await useOnce(client, mailed);
      };
      const asks = Array.from({ length: chance.happens(0.3) ? 2 : 1 }, once);
      await Promise.all([...asks, ...(last ? [race(last)] : [])]);
    },
    /** Looking changes nothing. */
    async look(client) {
      const all = mailedBy(simulation);
      if (all.length === 0) return;
      const mailed = chance.pick(all);
      if (chance.happens(0.4)) await visit(client, mailed, undefined);
      if (mailed.purpose !== 'reset') return;
      const began = now();
      const { token, email } = mailed;
      const path = { email, type: 'password_reset', token };
      const { body } = await client.call('members.verify-token', { path });
      if (body?.valid === true) state.approvals.push({ token, began });
    },
    move: (client) => update(client, { properties: { email: chance.pick(EMAILS), last_name: name() } }),
    /** A member, or who has its password, changes the address. */
    async own(client) {
      const id = chance.pick(MEMBERS);
      const grant = { grant_type: 'password', identifier_type: 'id', identifier: id };
      const body = { ...grant, password: passwordOf(simulation, id) };
      const { body: tokens } = await client.call('oauth.token', { body });
      if (!tokens?.access_token) return;
      const properties = { email: chance.pick(EMAILS), last_name: name() };
      await client.call('me.update', { bearer: tokens.access_token, body: { properties } });
    },
    password: (client) => update(client, { properties: { last_name: name() }, password: `own-${name()}` }),
    flag(client) {
      const last_name = name();
      state.switches.add(last_name);
      return update(client, { properties: { last_name }, email_enabled: chance.happens(0.7) });
    },
    destroy: (client) => client.insist('members.destroy', { path: { id: String(chance.pick(MEMBERS)) } }, 3),
  };
};

const DAY = 24 * 60 * 60 * 1000;
const PAUSES = [100, 3000, 90_000, 3_600_000, 1.3 * DAY];

/** Members, and those who got hold of their mails. */
export const reader = (simulation: Simulation, state: ConfirmationsState) => {
  const acts = actsOf(simulation, state);
  const often = ['use', 'use', 'use', 'use', 'ask', 'ask', 'move', 'own', 'own', 'look', 'password', 'flag'];
  return async (client: Client): Promise<void> => {
    const { chance } = client;
    for (let left = chance.int(3, 9); left > 0; left -= 1) {
      await acts[chance.happens(0.04) ? 'destroy' : chance.pick(often)]?.(client);
      if (chance.happens(0.7)) await client.sleep(chance.spread(1, chance.pick(PAUSES)));
      if (chance.happens(0.02)) await client.sleep(31 * DAY);
    }
  };
};
