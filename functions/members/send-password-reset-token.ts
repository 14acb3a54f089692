import { membersSendPasswordResetToken } from '#shared/contracts/confirmations.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { queuePasswordReset } from '#shared/notifications/queue-password-reset.ts';

export const handler = endpoint(membersSendPasswordResetToken)(
  async ({ club, client, parameters }, runtime) => {
    const asked = parameters.email;
    const quota = await queuePasswordReset(runtime, { club: club.slug, client: client.id, asked });
    return { status: 200, body: {}, quota };
  },
);
