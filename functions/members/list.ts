import { MEMBERS_PER_PAGE, membersList } from '#shared/contracts/member-list.ts';
import { decodePageStart, encodePageStart, isRecordId } from '#shared/crypto/cursors.ts';
import { findMemberPage } from '#shared/data/members/member-list.ts';
import { numberByCursor, paginationInfo } from '#shared/domain/common-values/pagination.ts';
import { invalidFilters, type MemberFilters, readFilters } from '#shared/domain/members/member-filters.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';

const invalid = (message: string) => new LoyaltyError('parameter_invalid', { message });

/** The same text for the same members, in whatever order a request names them. */
const selectionOf = (ids: readonly number[] | undefined, filters: MemberFilters): string =>
  JSON.stringify([
    ids ? [...ids].sort((a, b) => a - b) : null,
    [...filters].map(([name, values]) => JSON.stringify([name, [...values].sort()])).sort(),
  ]);

export const handler = endpoint(membersList)(async (request, runtime) => {
  const { club, product, query } = request;
  const { ids, properties: filters = new Map(), per_page = MEMBERS_PER_PAGE, page_no, cursor } = query();
  if (invalidFilters(club, product, filters).length > 0)
    throw invalid('properties must be enabled for filters');
  if (cursor !== undefined && page_no !== undefined) throw invalid('cursor cannot be present with page_no');
  const list = JSON.stringify([membersList.id, club.slug, per_page, selectionOf(ids, filters)]);
  const start = cursor === undefined ? undefined : decodePageStart(list, cursor, isRecordId);
  if (cursor !== undefined && !start)
    throw invalid('cursor must be the next_cursor of a page of this list, with the same parameters');
  const { page: asked = page_no ?? 1, after } = start ?? {};
  const { total, members, nextAfter } = await findMemberPage(runtime.use(database), {
    club: club.slug,
    ids,
    filters: readFilters(club, filters),
    perPage: per_page,
    page: asked,
    after,
  });
  const shown = { total, perPage: per_page, shown: members.length, hasMore: nextAfter !== undefined };
  const page = after === undefined ? asked : numberByCursor(asked, shown);
  const body = {
    members: members.map((member) => memberView(member, request)),
    pagination_info: paginationInfo(total, per_page, page),
    ...(nextAfter !== undefined && {
      next_cursor: encodePageStart(list, { page: page + 1, after: nextAfter }),
    }),
  };
  return { status: 200, body };
});
