import { sendingsGet } from '#shared/contracts/sendings.ts';
import { sendingView } from '#shared/domain/messaging/views.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { requireStoredSending } from '#shared/messaging/editing/require-sending.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(sendingsGet)(async ({ club, parameters }, runtime) => {
  const sending = await requireStoredSending(runtime.use(database), club.slug, Number(parameters.id));
  return { status: 200, body: { sending: sendingView(sending) } };
});
