import type { Item } from '../dynamodb/values.ts';
import type { Simulation } from '../world.ts';
import { type ConfirmationsState, mailedBy, type Use } from './confirmations-callers.ts';
import {
  type ConfirmationsHistory,
  emailStatus,
  hashOf,
  historyOf,
  type Issued,
  type MemberState,
} from './confirmations-history.ts';
import { checkVersions } from './versions.ts';

const HOUR = 60 * 60 * 1000;
const PURPOSES = {
  reset: 'password_reset',
  verify: 'email_verification',
  secure: 'secure_account',
} as const;
const LIFETIMES: Readonly<Record<string, number>> = {
  password_reset: 24 * HOUR,
  email_verification: 30 * 24 * HOUR,
  secure_account: 7 * 24 * HOUR,
};
/** Two clocks, and a function between its look at the clock and its write. */
const TOLERANCE_MS = 45_000;

type Change = ConfirmationsHistory['changes'][number];

const named = (use: Use): string => `${use.purpose} of ${use.member} with ${use.password}`;
const endOf = (use: Use): number => use.heard?.at ?? Number.POSITIVE_INFINITY;
const within = (use: Use, at: number): boolean => use.began <= at && at <= endOf(use);

/** How a member was from one moment to another, one state after the other. */
const statesIn = (all: readonly MemberState[], from: number, to: number): readonly MemberState[] =>
  all.filter(({ at }, n) => at <= to && (all[n + 1]?.at ?? Number.POSITIVE_INFINITY) >= from);

/** Why a token must not have an effect on a member as it was. */
const objections = (token: Issued | undefined, use: Use, { member, before, at }: Change): string[] => {
  if (!token) return ['a token that was never issued'];
  return [
    token.purpose === PURPOSES[use.purpose as 'reset'] ? [] : [`a token for ${token.purpose}`],
    token.member === member ? [] : [`the token of ${token.member}`],
    token.version !== undefined || token.email === before?.['email']
      ? []
      : ['a token that was mailed to another address'],
    token.end >= at ? [] : ['a token that was used or replaced'],
    at - token.at <= Number(LIFETIMES[token.purpose]) + TOLERANCE_MS ? [] : ['an expired token'],
  ].flat();
};

/** Whether a member has the address that an older link puts back: then a newer one must not take it away. */
const isOverruled = (
  { tokens }: ConfirmationsHistory,
  { member, version, email: own }: Issued,
  { email, at }: { readonly email: unknown; readonly at: number },
): boolean =>
  email !== own &&
  [...tokens.values()].some(
    (older) =>
      older.member === member &&
      Number(older.version) < Number(version) &&
      older.email === email &&
      older.at <= at &&
      older.end >= at,
  );

/** The addresses that the use of a link may put back: those of the oldest good link, by each of two clocks. */
const putBack = ({ tokens }: ConfirmationsHistory, used: Issued | undefined, at: number): string[] => {
  const good = [...tokens.values()].filter(
    (token) =>
      token.member === used?.member &&
      Number(token.version) <= Number(used.version) &&
      token.at <= at &&
      token.end >= at &&
      at - token.at <= Number(LIFETIMES['secure_account']) + TOLERANCE_MS,
  );
  const sorted = good.toSorted((one, other) => Number(one.version) - Number(other.version));
  const certain = sorted.findIndex(
    (token) => at - token.at <= Number(LIFETIMES['secure_account']) - TOLERANCE_MS,
  );
  return sorted.slice(0, certain < 0 ? undefined : certain + 1).map(({ email }) => email);
};

/** What a link to an earlier address must have done: the address is back, or the log-in fails; later links have ended. */
const securedBadly = (
  history: ConfirmationsHistory,
  used: Issued | undefined,
  { before, after, member, at }: Change,
): string[] => {
  const { tokens } = history;
  const later = [...tokens.values()].filter(
    (token) =>
      token.member === member &&
      Number(used?.version) < Number(token.version) &&
      Number(token.version) <= Number(after?.['version']),
  );
  return [
    putBack(history, used, at).includes(String(after?.['email'])) || after?.['banned_until']
      ? []
      : ['the earliest address is not back'],
    later.every(({ end }) => end <= at) ? [] : ['the link of a later change lives on'],
    used && isOverruled(history, used, { email: before?.['email'], at }) ? ['it was undone before'] : [],
  ].flat();
};

const lastName = (item: Item): string => JSON.parse(String(item['properties'])).last_name;

/** Every reset, by its password: it must be allowed, and use its token up in the same moment. */
const checkResets = (history: ConfirmationsHistory, uses: readonly Use[]) => {
  const resets = new Map<string, number>();
  const spent = new Map<string, string>();
  const violations: string[] = [];
  const changedAt = new Map<number, number>();
  for (const change of history.changes) {
    const { before, after, member, at } = change;
    if (!after || before?.['password'] === after['password']) continue;
    const use = uses.find(({ password }) => `plain:${password}` === after['password']);
    if (use) {
      const say = (what: string) => violations.push(`${named(use)}: ${what}`);
      const token = history.tokens.get(hashOf(use));
      for (const objection of objections(token, use, change))
        say(`member ${member} was reset by ${objection}`);
      if (use.purpose === 'secure') securedBadly(history, token, change).forEach(say);
      else if (token && (changedAt.get(member) ?? 0) > token.at)
        say('the password had changed since the mail');
      if (token?.end !== at) say('the token was not used up with it');
      if (spent.has(use.token)) say(`the token had worked before, with ${spent.get(use.token)}`);
      if (!within(use, at)) say('it happened without a request');
      if (before?.['session_epoch'] === after['session_epoch']) say('sessions go on');
      spent.set(use.token, use.password);
      resets.set(use.password, at);
    }
    changedAt.set(member, at);
  }
  return { resets, violations };
};

/** What was heard of a reset is what happened. */
const checkAnswers = (history: ConfirmationsHistory, resets: ReadonlyMap<string, number>, use: Use) => {
  const { heard, began } = use;
  if ((use.purpose !== 'reset' && use.purpose !== 'secure') || !heard) return [];
  const done = resets.has(use.password);
  if (heard.status === 200 && !done) return [`${named(use)} was heard to be done, and is not`];
  if (heard.status < 400 || heard.status >= 500) return [];
  if (done) return [`${named(use)} was refused with ${heard.status}, and was done`];
  const token = history.tokens.get(hashOf(use));
  if (!token || heard.at - token.at > Number(LIFETIMES[token.purpose]) - TOLERANCE_MS) return [];
  if (token.end <= heard.at || !(use.onPage || use.path === token.email)) return [];
  const states = statesIn(history.members.get(token.member) ?? [], Math.min(token.at, began), heard.at);
  const isUndone = statesIn(states, began, heard.at).some(({ item }) =>
    isOverruled(history, token, { email: item?.['email'], at: began }),
  );
  if (use.purpose === 'secure' && isUndone) return [];
  if (use.purpose === 'secure')
    return [`${named(use)} was refused with ${heard.status}, and the link was good`];
  const steady = states.every(
    ({ item }, n) =>
      item?.['email'] === token.email &&
      (n === 0 || item['session_epoch'] === states[0]?.item?.['session_epoch']),
  );
  return steady ? [`${named(use)} was refused with ${heard.status}, and the token was good`] : [];
};

/** Statuses that a click leaves behind. */
const CLICKED: Readonly<Record<string, ReadonlySet<string>>> = {
  verify: new Set(['verified', 'disabled', 'unsubscribed', 'barred']),
  unsubscribe: new Set(['unsubscribed']),
};

/** A click that was heard to be done was done while it was under way. */
const checkClick = (history: ConfirmationsHistory, use: Use): string[] => {
  const wanted = CLICKED[use.purpose];
  if (!wanted || use.heard?.status !== 200) return [];
  const { began, heard } = use;
  const ofMembers = [...history.members].map(([id, all]) => ({ id, states: statesIn(all, began, heard.at) }));
  const isHolder = ({ item }: MemberState): boolean => item?.['email'] === use.email;
  // An unsubscription is for the address, also where another member has it by now.
  const clicked = ofMembers.filter(({ id }) => use.purpose === 'unsubscribe' || id === use.member);
  const done = clicked.some(({ states }) =>
    states.some((state) => isHolder(state) && wanted.has(emailStatus(state.item))),
  );
  const isHeld = ofMembers.some(({ states }) => states.length > 0 && states.every(isHolder));
  const nobodyGetsMail = use.onPage && use.purpose === 'unsubscribe' && !isHeld;
  return done || nobodyGetsMail ? [] : [`${named(use)} was heard to be done, and is not`];
};

/** Statuses move when a caller uses the right link, or switches them, and never otherwise. */
const checkStatus = (
  history: ConfirmationsHistory,
  { uses, switches }: ConfirmationsState,
  change: Change,
): string[] => {
  const { before, after, member, at } = change;
  const [was, is] = [emailStatus(before), emailStatus(after)];
  if (was === is || !after) return [];
  const clicks = (purpose: string) => uses.filter((use) => use.purpose === purpose && within(use, at));
  if (is === 'verified') {
    const good = clicks('verify').some(
      (use) => use.member === member && objections(history.tokens.get(hashOf(use)), use, change).length === 0,
    );
    return good ? [] : [`member ${member} was verified by no good link`];
  }
  if (is === 'unsubscribed')
    return clicks('unsubscribe').some(({ email }) => email === before?.['email'])
      ? []
      : [`member ${member} was unsubscribed by no good link`];
  if (was === 'unsubscribed' && !switches.has(lastName(after)))
    return [`member ${member} was unsubscribed, and is ${is} by an update that does not say so`];
  return [];
};

/** Each mail goes out once, to whom its links are for, and no more mails than were asked for. */
const checkMails = (simulation: Simulation, state: ConfirmationsState, history: ConfirmationsHistory) => {
  const violations: string[] = [];
  const events = new Set<string>();
  for (const { taken, tags } of simulation.provider.handOvers) {
    if (!taken) continue;
    const event = `${tags['event']} of ${tags['member']}`;
    if (events.has(event)) violations.push(`${event} was mailed twice`);
    events.add(event);
  }
  // An address that moved while its request was delivered again may be written to for both of its members.
  const resets = new Set(
    [...events].map((event) => event.split(' of ')[0]).filter((event) => event?.startsWith('reset-')),
  ).size;
  if (resets > state.asks) violations.push(`${state.asks} reset mails were asked for, ${resets} went out`);
  for (const mailed of mailedBy(simulation)) {
    if (mailed.purpose === 'unsubscribe') continue;
    const token = history.tokens.get(hashOf(mailed));
    const isByMember = history.changes.some(
      ({ member, before, after }) =>
        member === mailed.member &&
        after?.['version'] === token?.version &&
        before?.['email'] === mailed.email &&
        (after?.['changed'] as Item | undefined)?.['source'] === 'me',
    );
    if (mailed.purpose === 'secure' && !isByMember)
      violations.push(`${mailed.email} got a notice of a change that the member did not make`);
    if (token?.member !== mailed.member || token.email !== mailed.email)
      violations.push(`${mailed.email} got a ${mailed.purpose} link of ${token?.member} ${token?.email}`);
  }
  return violations;
};

export const checkConfirmations = (simulation: Simulation, state: ConfirmationsState): readonly string[] => {
  const history = historyOf(simulation);
  const { resets, violations } = checkResets(history, state.uses);
  return [
    ...history.violations,
    ...checkVersions(simulation),
    ...violations,
    ...state.uses.flatMap((use) => [...checkAnswers(history, resets, use), ...checkClick(history, use)]),
    ...history.changes.flatMap((change) => checkStatus(history, state, change)),
    ...checkMails(simulation, state, history),
    ...state.approvals.flatMap(({ token, began }) => {
      const { end = 0 } = history.tokens.get(hashOf({ token })) ?? {};
      return end < began ? [`a reset token was called good after its end: ${end} ${began}`] : [];
    }),
  ];
};
