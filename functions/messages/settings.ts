import { messagesSettings } from '#shared/contracts/message-settings.ts';
import { settingsView } from '#shared/domain/messaging/views.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(messagesSettings)(async ({ club }) => ({
  status: 200,
  body: { settings: settingsView(club) },
}));
