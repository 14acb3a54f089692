import { membersSendPasswordResetToken } from '#shared/contracts/confirmations.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { queuePasswordReset } from '#shared/notifications/queue-password-reset.ts';

export const handler = endpoint(membersSendPasswordResetToken)(
  async ({ club, client, parameters }, runtime) => {
    await queuePasswordReset(runtime, { club: club.slug, client: client.id, asked: parameters.email });
    return { status: 200, body: {} };
  },
);
