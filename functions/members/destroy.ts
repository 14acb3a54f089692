import { membersDestroy } from '#shared/contracts/member-changes.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { destroyMember } from '#shared/members/destroy-member.ts';

/** Two names for one switch: the documents' table and their prose disagree (contract §2.9). */
export const handler = endpoint(membersDestroy)(async ({ club, parameters, query }, runtime) => {
  const options = () => {
    const { send_email_unsubscribe_message: byTable, send_unsubscribe_message: byProse } = query();
    return { optOut: byTable ?? byProse ?? true };
  };
  const member = await destroyMember(runtime, club, Number(parameters.id), options);
  return { status: 200, body: memberView(member, club.timezone) };
});
