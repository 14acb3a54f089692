import { identifiersOf, type Member } from '../members/member.ts';

/**
 * A link that undoes a change of addresses which the member made itself, and those that came after it (contract §2.19).
 * It is bound to the member, not to an address, and only time, its use, that of an older one, or the return to the
 * addresses of an older one ends it: a thief who changes the address again, or the password, leaves it good (threat T46).
 */
export interface AddressUndo {
  /** Of the member, after the change: the order of changes. */
  readonly version: number;
  readonly channel: 'email' | 'sms';
  /** SHA-256 of the token as sent, lower-case hex. */
  readonly hash: string;
  /** The addresses before the change, as they were stored; `null` where there was none. */
  readonly email: string | null;
  readonly msisdn: string | null;
  /** ISO 8601 UTC. */
  readonly issued_at: string;
  /** The member's version after the use of the link: the changes up to it are undone. Absent while it is unused. */
  readonly undone_until?: number;
}

const DAY = 24 * 60 * 60;

/** Seconds; the time in which Google and Meta accept an address that was replaced. */
export const UNDO_LIFETIME = 7 * DAY;

/** Links of one channel that are good at a time: beyond that no message reports a change (threat T29). */
const MOST_PER_CHANNEL = 5;

const isAlive = ({ issued_at }: AddressUndo, now: Date): boolean =>
  now.getTime() - Date.parse(issued_at) < UNDO_LIFETIME * 1000;

/** While a link is good, those of up to a lifetime before it may overrule it. */
const mayOverrule = ({ issued_at }: AddressUndo, now: Date): boolean =>
  now.getTime() - Date.parse(issued_at) < 2 * UNDO_LIFETIME * 1000;

const putsBackNothing = (
  { email, msisdn }: AddressUndo,
  { properties }: Pick<Member, 'properties'>,
): boolean => {
  const [was, is] = [identifiersOf({ email, msisdn }), identifiersOf(properties)];
  return was.email === is.email && was.msisdn === is.msisdn;
};

/**
 * Whether the member has the addresses that an older link puts back: the change is undone without a link, and its own
 * link would bring a thief back. Expired links count, else the later link of a thief would outlive these.
 */
const isOverruled = (
  undos: readonly AddressUndo[],
  undo: AddressUndo,
  member: Pick<Member, 'properties'>,
): boolean =>
  !putsBackNothing(undo, member) &&
  undos.some(
    (older) =>
      older.version < undo.version && older.undone_until === undefined && putsBackNothing(older, member),
  );

const isSameNotice = (a: AddressUndo, b: AddressUndo): boolean =>
  a.version === b.version && a.channel === b.channel;

const isUndone = (undos: readonly AddressUndo[], { version }: AddressUndo): boolean =>
  undos.some((undo) => undo.version <= version && version <= (undo.undone_until ?? 0));

/**
 * The links with one more, in the place of that of an earlier attempt. Nothing when the limit is reached, or the change
 * is undone, by a link or otherwise: a message must not lead a thief back to an address that was the thief's.
 * @param member as it is now
 */
export const withUndo = (
  undos: readonly AddressUndo[],
  added: AddressUndo,
  member: Pick<Member, 'properties'>,
  now: Date,
): readonly AddressUndo[] | undefined => {
  const others = undos.filter((undo) => mayOverrule(undo, now) && !isSameNotice(undo, added));
  const good = others.filter(
    (undo) => undo.channel === added.channel && undo.undone_until === undefined && isAlive(undo, now),
  );
  const isGone = isUndone(undos, added) || isOverruled(others, added, member);
  return good.length < MOST_PER_CHANNEL && !isGone ? [...others, added] : undefined;
};

/** @param member as it is now */
export const findUndo = (
  undos: readonly AddressUndo[],
  presented: string,
  member: Pick<Member, 'properties'>,
  now: Date,
): AddressUndo | undefined =>
  undos.find(
    (undo) =>
      undo.hash === presented &&
      undo.undone_until === undefined &&
      isAlive(undo, now) &&
      !isOverruled(undos, undo, member),
  );

/**
 * The addresses that the use of a link puts back: those of the oldest good one. A thief may have changed the e-mail
 * address and then the number; the link about the number must not leave resets to the thief.
 */
export const addressesPutBack = (
  undos: readonly AddressUndo[],
  used: AddressUndo,
  now: Date,
): Pick<AddressUndo, 'email' | 'msisdn'> =>
  undos
    .filter((undo) => undo.undone_until === undefined && isAlive(undo, now))
    .reduce((oldest, undo) => (undo.version < oldest.version ? undo : oldest), used);

/** What is left when a link is used: those of changes before, which stay good, and what says that it was used. */
export const withoutUndone = (
  undos: readonly AddressUndo[],
  used: AddressUndo,
  { version, updated_at }: { readonly version: number; readonly updated_at: string },
): readonly AddressUndo[] => [
  ...undos.filter((undo) => undo.version < used.version),
  { ...used, email: null, msisdn: null, issued_at: updated_at, undone_until: version },
];
