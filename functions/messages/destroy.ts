import { messagesDestroy } from '../../shared/contracts/messages.ts';
import { endpoint } from '../../shared/http/endpoint.ts';
import { runOperation } from '../../shared/messaging/run.ts';
import { withdrawSendings } from '../../shared/messaging/withdraw-sendings.ts';
import { database } from '../../shared/ports/database.ts';

export const handler = endpoint(messagesDestroy)(async ({ club, client, parameters }, runtime) => {
  const target = Number(parameters.id);
  const caller = { club, permits: client.permits };
  const reply = await runOperation(runtime, caller, { name: 'message.delete', target, payload: undefined });
  await withdrawSendings(runtime.use(database), club.slug, target, runtime.now().toISOString());
  return reply;
});
