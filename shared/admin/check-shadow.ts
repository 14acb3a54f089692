import { keyRing } from '#shared/crypto/key-ring.ts';
import type { Db } from '#shared/data/table/db.ts';
import { shadowLogInOf } from '#shared/domain/clubs/moving-in.ts';
import { asksOldSystem } from '#shared/domain/sessions/asks-old-system.ts';
import { logInName } from '#shared/domain/sessions/grant.ts';
import { type ShadowResult, shadowResult } from '#shared/domain/sessions/shadow-answer.ts';
import { shadowRequest } from '#shared/domain/sessions/shadow-request.ts';
import { createPostJson } from '#shared/outbound/post-json.ts';
import { parseSecret, type SecretStore } from './keys.ts';
import { lookUpMember, type MemberName } from './member-lookup.ts';
import { OperationRefused } from './refusals.ts';

/** What the old system answers about a member. */
export interface ShadowCheck {
  readonly club: string;
  readonly member: number;
  /** As for a log-in (`shadowResult`). */
  readonly result: ShadowResult;
  /** Status of the answer, or why there is none. */
  readonly answer: number | string;
  /** Whether log-ins of the member ask the old system: not with a password here, nor during a ban. */
  readonly asked_at_log_in: boolean;
}

interface ShadowQuery {
  readonly club: string;
  readonly by: MemberName;
  readonly name: string;
  readonly password: string;
  readonly now: Date;
  /** Whether the old system may be a server of this machine. */
  readonly loopback: boolean;
}

const TIMEOUT_MS = 3000;

/**
 * Asks the old system about a member as a log-in does, outside of its rate and circuit, and stores nothing.
 * @throws OperationRefused `club_unknown`, `member_unknown`, `secret_malformed`, `shadow_off`, `shadow_not_askable`
 */
export const checkShadow = async (db: Db, secret: SecretStore, query: ShadowQuery): Promise<ShadowCheck> => {
  const { club, member } = await lookUpMember(db, query);
  const shadow = shadowLogInOf(club);
  if (!shadow) throw new OperationRefused('shadow_off', `The file of ${club.slug} has no moving_in.shadow.`);
  const token = keyRing(await parseSecret(secret)).shadowToken(club.slug);
  const name = logInName(query.by, query.name, club.country);
  const request = token === undefined ? undefined : shadowRequest(shadow, { ...query, member, name }, token);
  if (!request)
    throw new OperationRefused(
      'shadow_not_askable',
      token === undefined
        ? 'No client token of the old system is kept. "loyalty keys shadow-token" keeps one.'
        : 'A log-in with this password, or of a member without e-mail address and number, asks nothing.',
    );
  const post = createPostJson({ loopback: query.loopback });
  const reply = await post({ ...request, timeoutMs: TIMEOUT_MS });
  return {
    club: club.slug,
    member: member.id,
    result: 'failure' in reply ? 'failed' : shadowResult(reply, member.id),
    answer: 'failure' in reply ? reply.failure : reply.status,
    asked_at_log_in: asksOldSystem(member, shadow, query.now),
  };
};
