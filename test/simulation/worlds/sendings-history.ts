import { dispatchOfContent } from '#shared/data/table/messaging-keys.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Key } from '../dynamodb/table.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation } from '../world.ts';
import { MEMBERS } from './sendings-callers.ts';

const OPEN = new Set(['enabled', 'verified']);

/** A message that was stored for an attempt, just before it is sent. */
interface Claim {
  readonly sending: number;
  readonly recipient: string;
  readonly address: string;
}

export interface History {
  readonly claims: readonly Claim[];
  /** `<sending> <recipient>` of the dispatches that a cursor ever named as in flight. */
  readonly claimed: ReadonlySet<string>;
  readonly violations: readonly string[];
  /** Members that no request changed. */
  readonly untouched: ReadonlySet<number>;
}

interface InFlight {
  readonly attempt: string;
  readonly recipients: readonly string[];
}

const inFlightOf = (cursor: Item | undefined): InFlight | null =>
  (cursor?.['in_flight'] as InFlight | null | undefined) ?? null;

/** The attempt that an image of a cursor begins. */
const begunBy = (before: Item | undefined, after: Item | undefined): InFlight | undefined => {
  if (after?.['kind'] !== 'sending-lane') return undefined;
  const attempt = inFlightOf(after);
  return attempt && attempt.attempt !== inFlightOf(before)?.attempt ? attempt : undefined;
};

/** The dispatch whose message is stored by a change, with the address that it goes to. */
const storedBy = (key: Key, after: Item | undefined): Claim | undefined => {
  const address = String(after?.['address']);
  if (after?.['kind'] === 'member-message' && after['sent'] === true)
    return { sending: Number(after['sending']), recipient: String(after['recipient']), address };
  if (after?.['kind'] !== 'dispatch-content') return undefined;
  const { sending, recipientKey: recipient } = dispatchOfContent(key);
  return { sending, recipient, address };
};

/** Why a message must not be sent, as its member is. */
const reasonAgainst = (dispatch: Item, address: string, member: Item | undefined): string | undefined => {
  const named = dispatch['member_id'] !== null;
  if (member?.['kind'] !== 'member') return named ? 'was removed' : undefined;
  const channel = String(dispatch['type']);
  const own = address === String(member[channel === 'sms' ? 'msisdn' : 'email']);
  if (named && !own) return 'has moved';
  const status = (member['statuses'] as Record<string, string>)[channel] ?? '';
  return own && !OPEN.has(status) ? `is ${status}` : undefined;
};

/** A dispatch in flight: its attempt, and what its member has been since that began. */
interface Attempt {
  readonly name: string;
  readonly member: number;
  readonly states: (Item | undefined)[];
}

/** Goes through what was committed, in order, and looks at every claim and message in its moment. */
export const historyOf = (simulation: Simulation): History => {
  const claims = new Map<string, Claim>();
  const violations: string[] = [];
  const members = new Map<number, Item | undefined>(
    simulation.first.filter(({ kind }) => kind === 'member').map((item) => [Number(item['id']), item]),
  );
  const untouched = new Set<number>(MEMBERS);
  const sendings = new Map<number, Item>();
  const dispatches = new Map<string, Item>();
  const attempts = new Map<string, Attempt>();
  const gone = new Set<number>();

  const claim = (sendingId: number, { attempt, recipients }: InFlight): void => {
    const sending = sendings.get(sendingId);
    const say = (what: string) =>
      violations.push(`sending ${sendingId}: ${recipients.join(', ')} claimed, and ${what}`);
    if (sending?.['status'] !== 'transmitting') say(`its status is ${sending?.['status']}`);
    if (gone.has(Number(sending?.['message_id']))) say('its message is deleted');
    for (const recipient of recipients) {
      const member = memberOfRecipientKey(recipient) ?? 0;
      attempts.set(`${sendingId} ${recipient}`, { name: attempt, member, states: [members.get(member)] });
    }
  };

  const store = (claimed: Claim): void => {
    const name = `${claimed.sending} ${claimed.recipient}`;
    const attempt = attempts.get(name);
    const dispatch = dispatches.get(name);
    if (!attempt || !dispatch) {
      violations.push(`sending ${name}: a message was stored, and not claimed`);
      return;
    }
    const reasons = attempt.states.map((member) => reasonAgainst(dispatch, claimed.address, member));
    if (reasons.every((reason) => reason !== undefined))
      violations.push(`sending ${name}: a message was stored, and its member ${reasons.at(-1)}`);
    // A repeat of the same write is no other attempt.
    claims.set(`${attempt.name} ${name}`, claimed);
  };

  for (const { key, before, after } of simulation.changes) {
    const item = after ?? before;
    const attempt = begunBy(before, after);
    const stored = storedBy(key, after);
    if (key.sk === 'MEMBER') {
      const id = Number(item?.['id']);
      members.set(id, after);
      untouched.delete(id);
      for (const one of attempts.values()) if (one.member === id) one.states.push(after);
    } else if (item?.['kind'] === 'sending' && after) sendings.set(Number(after['id']), after);
    else if (item?.['kind'] === 'message' && key.sk !== 'DELETED' && !after) gone.add(Number(item['id']));
    else if (after?.['kind'] === 'sending-dispatch')
      dispatches.set(`${after['sending_id']} ${after['recipient']}`, after);
    else if (attempt) claim(Number(key.pk.split('#')[3]), attempt);
    else if (stored) store(stored);
  }
  return { claims: [...claims.values()], claimed: new Set(attempts.keys()), violations, untouched };
};
