import { readMembers } from '#shared/data/members/member-list.ts';
import { readShard } from '#shared/data/messaging/audience-members.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import type { PreparationPosition } from '#shared/domain/messaging/cursors.ts';
import { deliverabilityOf } from '#shared/domain/messaging/deliverability.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { draftDispatch, type Execution, recipientPartOf } from './draft-dispatch.ts';
import {
  BATCH_DISPATCHES,
  type DraftRecipient,
  type PreparationSource,
  type RecipientDispatches,
} from './preparation-source.ts';

/** The indexes that together hold everybody who may have an address of the channel. */
const SOURCES: Readonly<Record<Channel, readonly Identifier[]>> = {
  sms: ['msisdn'],
  email: ['email'],
  push: ['email', 'msisdn'],
};

/** Members that are read at a time, and how often before a step is written although it has few dispatches. */
const PAGE = BATCH_DISPATCHES;
const MOST_PAGES = 10;

/** Recipients of an earlier source have a dispatch already. */
const isNew = (member: Member, earlier: readonly Identifier[]): boolean => {
  const identifiers = identifiersOf(member.properties);
  return earlier.every((identifier) => identifiers[identifier] === undefined);
};

/**
 * A shard of the club's members, as far as they belong to the audience.
 * @param consents slugs that the club defines
 */
export const audienceSource = (
  db: Db,
  execution: Execution,
  shard: number,
  matches: (member: Member) => boolean,
  consents: readonly string[],
): PreparationSource => {
  const { club, snapshot } = execution;
  const { channel, marketing } = snapshot;
  const sources = SOURCES[channel.type];

  const recipientOf = (member: Member): DraftRecipient => {
    const reach = deliverabilityOf(member, {
      channel: channel.type,
      marketing,
      fromAudience: true,
      consents,
    });
    if ('reason' in reach) return { dispatches: [], exclusion: reach.reason };
    const dispatches = reach.addresses.map((address) =>
      draftDispatch(execution, {
        place: recipientPartOf(channel.type, member.id, address),
        member: member.id,
        recipientPlace: null,
      }),
    );
    return { dispatches };
  };

  const readPage = async ({
    source,
    after,
  }: PreparationPosition): Promise<{ groups: RecipientDispatches[]; next?: PreparationPosition }> => {
    const identifier = sources[source];
    if (identifier === undefined) return { groups: [] };
    const { members, ends } = await readShard(db, club, { identifier, shard, after }, PAGE);
    const read = await readMembers(
      db,
      club,
      members.map(({ id }) => id),
    );
    const byId = new Map(read.map((member) => [member.id, member]));
    const groups = members.flatMap(({ id, value }): RecipientDispatches[] => {
      const member = byId.get(id);
      if (!member || !isNew(member, sources.slice(0, source)) || !matches(member)) return [];
      return [{ ...recipientOf(member), isMember: true, position: { source, after: value } }];
    });
    if (!ends) return { groups, next: { source, after: members.at(-1)?.value ?? after } };
    return source + 1 < sources.length ? { groups, next: { source: source + 1, after: '' } } : { groups };
  };

  return async (position, wanted) => {
    const groups: RecipientDispatches[] = [];
    let next: PreparationPosition | undefined = position;
    let dispatches = 0;
    for (let page = 0; next && page < MOST_PAGES && dispatches < wanted; page += 1) {
      const read: Awaited<ReturnType<typeof readPage>> = await readPage(next);
      groups.push(...read.groups);
      dispatches += read.groups.reduce((sum, group) => sum + group.dispatches.length, 0);
      next = read.next;
    }
    return { groups, position: next };
  };
};
