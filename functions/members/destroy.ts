import { membersDestroy } from '#shared/contracts/member-changes.ts';
import { apiOrigin } from '#shared/domain/members/change-origin.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { requestedOptOutMessages } from '#shared/domain/notifications/opt-out.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { destroyMember } from '#shared/members/destroy-member.ts';

export const handler = endpoint(membersDestroy)(async (request, runtime) => {
  const { club, parameters, query } = request;
  const optOut = () => requestedOptOutMessages(query());
  const member = await destroyMember(runtime, club, Number(parameters.id), optOut, apiOrigin(request));
  return { status: 200, body: memberView(member, request) };
});
