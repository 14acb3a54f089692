import type { EndpointContract } from '#shared/contracts/endpoint.ts';

interface Step {
  readonly id: EndpointContract['id'];
  readonly name: string;
}

/** The requests of the folder "Start here", in their order. */
export const START_HERE: readonly Step[] = [
  { id: 'clubs.schema', name: '1. The club answers' },
  { id: 'members.create', name: '2. Create a member' },
  { id: 'members.get-by-email', name: '3. Find the member by e-mail' },
  { id: 'oauth.token', name: '4. Log a member in' },
  { id: 'me.get', name: '5. Who is logged in' },
  { id: 'member-bulks.create-or-update', name: '6. Create two members in the background' },
  { id: 'member-bulks.status', name: '7. The state of this job' },
  { id: 'messages.create', name: '8. Create a message' },
  { id: 'sendings.create', name: '9. Send a message to a member' },
];
