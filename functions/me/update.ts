import { meUpdate } from '#shared/contracts/me.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { meUpdate as validator } from '#shared/http/generated/all-errors.js';
import { changeMember, readUpdate } from '#shared/members/update-member.ts';
import { presentedMember } from '#shared/sessions/presented-member.ts';

export const handler = endpoint(
  meUpdate,
  validator,
)(async (request, runtime) => {
  const target = presentedMember(runtime, request.presented);
  const member = await changeMember(runtime, request, target, () => readUpdate(request.body()));
  return { status: 200, body: memberView(member, request) };
});
