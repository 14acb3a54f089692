import { askForReset } from '#shared/confirmations/ask-for-reset.ts';
import { membersSendPasswordResetToken } from '#shared/contracts/confirmations.ts';
import { endpoint } from '#shared/http/endpoint.ts';

export const handler = endpoint(membersSendPasswordResetToken)(
  async ({ club, client, parameters }, runtime) => {
    await askForReset(runtime, { club: club.slug, client: client.id, asked: parameters.email });
    return { status: 200, body: {} };
  },
);
