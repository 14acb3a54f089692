import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Item } from '../dynamodb/values.ts';
import type { Simulation } from '../world.ts';
import { MEMBERS } from './sendings-callers.ts';

const OPEN = new Set(['enabled', 'verified']);

type Address = { readonly email: string | null; readonly msisdn: string | null };

/** A dispatch that was taken for a try, as things stood at that moment. */
interface Claim {
  readonly sending: number;
  readonly recipient: string;
  readonly address: string;
}

export interface History {
  readonly claims: readonly Claim[];
  readonly violations: readonly string[];
  /** Members that no request changed. */
  readonly untouched: ReadonlySet<number>;
}

const addressOf = (item: Item): string => {
  const { email, msisdn } = item['addresses'] as Address;
  return email ?? msisdn ?? '';
};

/** A try begins: the address is there, and why an earlier one failed is over. */
const isClaim = (before: Item | undefined, after: Item): boolean =>
  after['transmission_status'] === 'scheduled' &&
  addressOf(after) !== '' &&
  after['external_delivery_status'] === null &&
  (before === undefined || addressOf(before) === '' || before['external_delivery_status'] !== null);

/** Why a claim must not be, as things are. */
const reasonAgainst = (dispatch: Item, member: Item | undefined): string | undefined => {
  const named = dispatch['member_id'] !== null;
  if (member?.['kind'] !== 'member') return named ? 'was removed' : undefined;
  const channel = String(dispatch['type']);
  const own = addressOf(dispatch) === String(member[channel === 'sms' ? 'msisdn' : 'email']);
  if (named && !own) return 'has moved';
  const status = (member['statuses'] as Record<string, string>)[channel] ?? '';
  return own && !OPEN.has(status) ? `is ${status}` : undefined;
};

/** Goes through what was committed, in order, and looks at every claim in its moment. */
export const historyOf = (simulation: Simulation): History => {
  const claims: Claim[] = [];
  const violations: string[] = [];
  const members = new Map<number, Item | undefined>(
    simulation.first.filter(({ kind }) => kind === 'member').map((item) => [Number(item['id']), item]),
  );
  const untouched = new Set<number>(MEMBERS);
  const sendings = new Map<number, Item>();
  const gone = new Set<number>();
  for (const { key, before, after } of simulation.changes) {
    const item = after ?? before;
    if (key.sk === 'MEMBER') {
      members.set(Number(item?.['id']), after);
      untouched.delete(Number(item?.['id']));
    } else if (item?.['kind'] === 'sending' && after) sendings.set(Number(after['id']), after);
    else if (item?.['kind'] === 'message' && key.sk !== 'DELETED' && !after) gone.add(Number(item['id']));
    else if (after?.['kind'] === 'sending-dispatch' && isClaim(before, after)) {
      const recipient = String(after['recipient']);
      const sending = sendings.get(Number(after['sending_id']));
      const say = (what: string) =>
        violations.push(`sending ${after['sending_id']}: ${recipient} was claimed, and ${what}`);
      const reason = reasonAgainst(after, members.get(memberOfRecipientKey(recipient) ?? 0));
      if (reason) say(`its member ${reason}`);
      if (sending?.['status'] !== 'transmitting') say(`its sending is ${sending?.['status']}`);
      if (gone.has(Number(sending?.['message_id']))) say('its message is deleted');
      claims.push({ sending: Number(after['sending_id']), recipient, address: addressOf(after) });
    }
  }
  return { claims, violations, untouched };
};
