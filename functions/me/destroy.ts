import { meDestroy } from '#shared/contracts/me.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { requestedOptOutMessages } from '#shared/domain/notifications/opt-out.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { destroyMember } from '#shared/members/destroy-member.ts';

export const handler = endpoint(meDestroy)(async (request, runtime) => {
  const { club, query, me } = request;
  const optOut = () => requestedOptOutMessages(query());
  const member = await destroyMember(runtime, club, me().id, optOut, apiOrigin(request, 'me'));
  return { status: 200, body: memberView(member, request) };
});
