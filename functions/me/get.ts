import { meGet } from '#shared/contracts/me.ts';
import { memberView } from '#shared/domain/members/member-view.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(meGet)(async (request) => ({
  status: 200,
  body: memberView(request.me(), request),
}));
