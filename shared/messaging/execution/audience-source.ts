import { readMembers } from '#shared/data/members/member-list.ts';
import { readShard } from '#shared/data/messaging/audience-members.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import type { PreparationPosition } from '#shared/domain/messaging/cursors.ts';
import { deliverabilityOf } from '#shared/domain/messaging/deliverability.ts';
import type { Channel } from '#shared/vocabulary.ts';
import { dispatchKeyOf, type ExecutionContext, newDispatch } from './new-dispatch.ts';
import {
  BATCH_DISPATCHES,
  type DispatchesOrExclusion,
  type PreparationSource,
  type RecipientDispatches,
} from './preparation-source.ts';

/** The indexes that together list all members who may have an address of the channel. */
const INDEXES: Readonly<Record<Channel, readonly Identifier[]>> = {
  sms: ['msisdn'],
  email: ['email'],
  push: ['email', 'msisdn'],
};

const PAGE_MEMBERS = BATCH_DISPATCHES;
/** After so many pages a batch ends, even with few dispatches, so that the cursor moves on. */
const MAX_PAGES = 10;

/** Members in an earlier index have their dispatches already. */
const isInIndexes = (member: Member, indexes: readonly Identifier[]): boolean => {
  const identifiers = identifiersOf(member.properties);
  return indexes.some((identifier) => identifiers[identifier] !== undefined);
};

/**
 * The members of one shard who match the conditions of the audience.
 * @param consents slugs that the club defines
 */
export const audienceSource = (
  db: Db,
  execution: ExecutionContext,
  shard: number,
  matches: (member: Member) => boolean,
  consents: readonly string[],
): PreparationSource => {
  const { club, snapshot } = execution;
  const { channel, marketing } = snapshot;
  const indexes = INDEXES[channel.type];

  const dispatchesTo = (member: Member): DispatchesOrExclusion => {
    const deliverability = deliverabilityOf(member, {
      channel: channel.type,
      marketing,
      fromAudience: true,
      consents,
    });
    if ('reason' in deliverability) return { dispatches: [], exclusion: deliverability.reason };
    const dispatches = deliverability.addresses.map((address) =>
      newDispatch(execution, {
        key: dispatchKeyOf(channel.type, member.id, address),
        member: member.id,
        recipientPlace: null,
      }),
    );
    return { dispatches };
  };

  const readPage = async ({
    indexNumber,
    after,
  }: PreparationPosition): Promise<{ groups: RecipientDispatches[]; next?: PreparationPosition }> => {
    const identifier = indexes[indexNumber];
    if (identifier === undefined) return { groups: [] };
    const { members, isLast } = await readShard(db, club, { identifier, shard, after }, PAGE_MEMBERS);
    const read = await readMembers(
      db,
      club,
      members.map(({ id }) => id),
    );
    const byId = new Map(read.map((member) => [member.id, member]));
    const groups = members.flatMap(({ id, value }): RecipientDispatches[] => {
      const member = byId.get(id);
      if (!member || isInIndexes(member, indexes.slice(0, indexNumber)) || !matches(member)) return [];
      return [{ ...dispatchesTo(member), isMember: true, position: { indexNumber, after: value } }];
    });
    if (!isLast) return { groups, next: { indexNumber, after: members.at(-1)?.value ?? after } };
    const next = indexNumber + 1;
    return next < indexes.length ? { groups, next: { indexNumber: next, after: '' } } : { groups };
  };

  return async (position, wanted) => {
    const groups: RecipientDispatches[] = [];
    let next: PreparationPosition | undefined = position;
    let dispatches = 0;
    for (let page = 0; next && page < MAX_PAGES && dispatches < wanted; page += 1) {
      const read: Awaited<ReturnType<typeof readPage>> = await readPage(next);
      groups.push(...read.groups);
      dispatches += read.groups.reduce((sum, group) => sum + group.dispatches.length, 0);
      next = read.next;
    }
    return { groups, position: next };
  };
};
