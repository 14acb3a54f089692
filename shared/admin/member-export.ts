import { createHash } from 'node:crypto';
import { readMemberRecords } from '#shared/data/erasure/member-records.ts';
import { findDispatchContents } from '#shared/data/messaging/dispatch-contents.ts';
import { readMemberMessages } from '#shared/data/messaging/member-messages.ts';
import { findFailures } from '#shared/data/sessions/login-attempts.ts';
import { listSessions } from '#shared/data/sessions/sessions.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { memberHistory } from './member-history.ts';
import { sessionView } from './member-sessions.ts';

type Stored = Readonly<Record<string, unknown>>;

/** Records beside a member of which the stored fields say it all, but for secrets and keys: kind → what is reported. */
const RECORDS: Readonly<Record<string, readonly string[]>> = {
  token: ['purpose', 'email', 'expires_at'],
  dispatch: ['message', 'channel', 'state', 'at'],
  throttle: ['times'],
};

/** Kinds that have a section of their own. */
const OWN_SECTIONS = new Set(['member', 'session', 'member-message', 'member-change', 'log-ins']);

const pick = (item: Stored, names: readonly string[]): Stored =>
  Object.fromEntries(names.map((name) => [name, item[name]]));

const recordsOf = async (db: Db, { club, id }: Member) => {
  const records: Record<string, Stored[]> = Object.fromEntries(
    Object.keys(RECORDS).map((kind) => [kind, []]),
  );
  const others: string[] = [];
  for await (const item of readMemberRecords(db, club, id)) {
    const kind = String(item['kind']);
    const names = RECORDS[kind];
    if (names) records[kind]?.push(pick(item, names));
    else if (!OWN_SECTIONS.has(kind)) others.push(kind);
  }
  return { records, others };
};

const messagesOf = async (db: Db, { club, id }: Member) => {
  const messages: MemberMessage[] = [];
  for await (const message of readMemberMessages(db, club, id)) messages.push(message);
  const contents = await findDispatchContents(
    db,
    messages.map(({ id: message, dispatch }) => ({ ...dispatch, id: message })),
  );
  return messages.map((message) => ({
    id: String(message.id),
    type: message.type,
    created_at: message.created_at,
    content: contents.get(dispatchRefText(message.dispatch))?.content ?? null,
  }));
};

/** An app token allows messages to the device; its last characters identify it. */
const SHOWN_OF_TOKEN = 4;

/** Everything that is held about a member; of secrets only that there are any. */
export const memberRecord = async (db: Db, club: Club, member: Member, now: Date) => {
  const sessions = await listSessions(db, club.slug, member.id);
  const identifiers = identifiersOf(member.properties);
  const { records, others } = await recordsOf(db, member);
  return {
    club: { slug: club.slug, name: club.name },
    member: {
      ...memberView(member, { club }),
      // With their evidence.
      consents: member.consents,
      has_password: member.password !== null,
      banned_until: member.banned_until,
    },
    /** As they are compared. */
    identifiers,
    app_installations: member.devices.map(({ token, platform, installation, registered_at }) => ({
      platform,
      installation,
      token: `…${token.slice(-SHOWN_OF_TOKEN)}`,
      registered_at,
    })),
    sessions: sessions.map((session) => sessionView(session, member, now)),
    failed_log_ins: (await findFailures(db, club.slug, member.id, unixSeconds(now))).map(
      ({ count, ends_at }) => ({ count, forgotten_at: new Date(ends_at * 1000).toISOString() }),
    ),
    messages: await messagesOf(db, member),
    changes: await memberHistory(db, member),
    automatic_messages: records['dispatch'],
    mailed_tokens: records['token'],
    asked_for_mails: records['throttle'],
    /** Kinds of records that this export does not know; there should be none. */
    others,
  };
};

export type MemberRecord = Awaited<ReturnType<typeof memberRecord>>;

/** The same for the same record, whenever it was made. */
export const fingerprintOf = (record: MemberRecord): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('hex');

/** What a member may ask for (GDPR article 15): the record, when it was read, and its fingerprint. */
export const exportMember = async (db: Db, club: Club, member: Member, now: Date) => {
  const record = await memberRecord(db, club, member, now);
  return {
    format: 'loyalty-member-export',
    version: 1,
    exported_at: now.toISOString(),
    record_sha256: fingerprintOf(record),
    record,
  };
};
