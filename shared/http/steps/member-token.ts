import { LoyaltyError } from '#shared/errors.ts';
import { sessions } from '#shared/ports/sessions.ts';
import type { RequestCheck, StepOptions } from '../request.ts';

/** RFC 6750 §2.1; schemes compare case-insensitively (RFC 9110 §11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * 460 for a member's access token that is missing, malformed, expired, revoked or of another club (contract
 * §2.14, §1.2.1). Whether its member still exists is the handler's question.
 */
export const memberToken = ({ contract, runtime }: StepOptions): RequestCheck => ({
  name: 'member-token',
  async before({ internal }) {
    if (!contract.memberToken) return;
    const [, token] = BEARER.exec(internal.headers['authorization'] ?? '') ?? [];
    internal.presented =
      token === undefined ? undefined : await runtime().use(sessions).present(internal.slug, token);
    if (!internal.presented) throw new LoyaltyError('oauth_token_invalid');
  },
});
