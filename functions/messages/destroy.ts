import { messagesDestroy } from '#shared/contracts/messages.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { cancelRunningSendings, cancelSendingsOfDeletedMessage } from '#shared/messaging/cancel-sendings.ts';
import { hasFailed, type Outcome, runOperation } from '#shared/messaging/editing/run-operations.ts';
import { database } from '#shared/ports/database.ts';

export const handler = endpoint(messagesDestroy)(async ({ club, client, parameters }, runtime) => {
  const target = Number(parameters.id);
  const db = runtime.use(database);
  const abortFirst = async (outcomes: readonly Outcome[]) => {
    if (!hasFailed(outcomes)) await cancelRunningSendings(db, club.slug, target, runtime.now());
  };
  const operation = { name: 'message.delete', target, payload: undefined } as const;
  const reply = await runOperation(runtime, { club, permits: client.permits }, operation, abortFirst);
  await cancelSendingsOfDeletedMessage(db, club.slug, target, runtime.now());
  return reply;
});
