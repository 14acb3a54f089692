import { createHash } from 'node:crypto';
import type { AddressUndo } from '#shared/domain/confirmations/address-undo.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation, TimedChange } from '../world.ts';
import type { Mailed } from './confirmations-callers.ts';

/** A one-time token, from what was committed of it. */
export interface Issued {
  readonly member: number;
  readonly purpose: string;
  /** The address of its member at that moment; of a link that undoes a change, the one before the change. */
  readonly email: string;
  /** Of the member after the change that the link undoes. */
  readonly version?: number;
  readonly at: number;
  /** When it was used up, replaced, or removed with its member; expiry is no end here. */
  end: number;
}

export interface MemberState {
  readonly at: number;
  /** Nothing: removed. */
  readonly item: Item | undefined;
}

export interface ConfirmationsHistory {
  readonly tokens: ReadonlyMap<string, Issued>;
  readonly members: ReadonlyMap<number, readonly MemberState[]>;
  /** Changes of members that live on, in order. */
  readonly changes: readonly (TimedChange & { readonly member: number })[];
  readonly violations: readonly string[];
}

export const hashOf = ({ token }: Pick<Mailed, 'token'>): string =>
  createHash('sha256').update(token).digest('hex');

export const emailStatus = (item: Item | undefined): string =>
  (item?.['statuses'] as Record<string, string> | undefined)?.['email'] ?? 'gone';

const undosOf = (item: Item | undefined): readonly AddressUndo[] =>
  item
    ? JSON.parse(String(item['undos'])).filter(({ undone_until }: AddressUndo) => undone_until === undefined)
    : [];

const memberOf = (pk: string): number => Number(pk.split('#').at(-1));
const TRANSACTIONAL = new Set(['password_reset_email', 'address_changed_email']);
const OPEN = new Set(['enabled', 'verified']);

/** Goes through what was committed, in order. */
export const historyOf = (simulation: Simulation): ConfirmationsHistory => {
  const members = new Map<number, MemberState[]>();
  for (const item of simulation.first)
    if (item['kind'] === 'member') members.set(Number(item['id']), [{ at: 0, item }]);
  const tokens = new Map<string, Issued>();
  const changes: (TimedChange & { member: number })[] = [];
  const violations: string[] = [];
  const live = (member: number): Item | undefined => members.get(member)?.at(-1)?.item;
  const ends = (item: { readonly hash?: unknown } | undefined, at: number) => {
    const token = tokens.get(String(item?.hash));
    if (token) token.end = Math.min(token.end, at);
  };
  for (const change of simulation.changes) {
    const { key, before, after, at } = change;
    const member = memberOf(key.pk);
    const { kind } = after ?? before ?? {};
    if (key.sk === 'MEMBER') {
      const item = after?.['kind'] === 'member' ? after : undefined;
      if (item && before?.['kind'] === 'tombstone')
        violations.push(`member ${member} rose from its tombstone`);
      members.get(member)?.push({ at, item });
      if (item && before?.['kind'] === 'member') changes.push({ ...change, member });
    } else if (kind === 'address-undos') {
      const [was, is] = [undosOf(before), undosOf(after)];
      for (const undo of was) if (!is.some(({ hash }) => hash === undo.hash)) ends(undo, at);
      for (const { hash, version, email } of is)
        if (!was.some((undo) => undo.hash === hash))
          tokens.set(hash, {
            ...{ member, purpose: 'secure_account', email: String(email), version, at },
            end: Number.POSITIVE_INFINITY,
          });
    } else if (kind === 'token') {
      ends(before, at);
      if (after && after['hash'] !== before?.['hash'])
        tokens.set(String(after['hash']), {
          member,
          purpose: String(after['purpose']),
          email: String(live(member)?.['email']),
          at,
          end: Number.POSITIVE_INFINITY,
        });
    } else if (after?.['kind'] === 'dispatch' && after['state'] === 'sending') {
      const status = emailStatus(live(member));
      const allowed = TRANSACTIONAL.has(String(after['message'])) ? status !== 'gone' : OPEN.has(status);
      if (!allowed) violations.push(`member ${member} is ${status}, and ${after['message']} was claimed`);
    }
  }
  return { tokens, members, changes, violations };
};
