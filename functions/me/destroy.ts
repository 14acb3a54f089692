import { meDestroy } from '#shared/contracts/me.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { destroyMember } from '#shared/members/destroy-member.ts';

/** Two names for one switch, as in `members.destroy` (contract §2.9). */
export const handler = endpoint(meDestroy)(async ({ club, query, me }, runtime) => {
  const options = () => {
    const { send_email_unsubscribe_message: byTable, send_unsubscribe_message: byProse } = query();
    return { optOut: byTable ?? byProse ?? true };
  };
  const member = await destroyMember(runtime, club, me().id, options);
  return { status: 200, body: memberView(member, club.timezone) };
});
