import { membersUpdate } from '#shared/contracts/member-changes.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { membersUpdate as validator } from '#shared/http/generated/all-errors.js';
import { changeMember, readUpdate } from '#shared/members/update-member.ts';

export const handler = endpoint(
  membersUpdate,
  validator,
)(async (request, runtime) => {
  const member = await changeMember(runtime, request, Number(request.parameters.id), () =>
    readUpdate(request.body()),
  );
  return { status: 200, body: memberView(member, request) };
});
