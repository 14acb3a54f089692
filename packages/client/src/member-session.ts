import type { CallInput, CallOptions, Send } from './call.ts';
import { isLoyaltyApiError } from './errors.ts';
import type { Api } from './generated/api.ts';
import type { OauthTokenReply } from './generated/models.ts';
import { groupsOf } from './groups.ts';

/** What must be kept to go on with a session later. */
export type MemberTokens = Pick<OauthTokenReply, 'access_token' | 'refresh_token'>;

export interface LogIn {
  readonly identifier_type: 'id' | 'email' | 'msisdn';
  readonly identifier: string | number;
  readonly password: string;
  /** This device's last one for the member, even used or expired: failed log-ins elsewhere then do not lock it out. */
  readonly refresh_token?: string;
}

export interface SessionOptions {
  /**
   * Stores the new pair of every refresh. The session uses the pair only after this has succeeded: the first use ends the
   * old refresh token. When it fails, the call that refreshed fails with its error, and the next refresh gets the same
   * pair again.
   */
  readonly onRefresh?: (tokens: MemberTokens) => unknown;
}

/** A logged-in member. Calls refresh the access token when it has expired (460), once for all that wait for it. */
export interface MemberSession {
  readonly me: Api['me'];
  /** Who is logged in, and for how long. */
  info: Api['oauth']['tokenInfo'];
  /** The pair of now. */
  tokens(): MemberTokens;
  refresh(): Promise<MemberTokens>;
  logOut(): Promise<void>;
  /**
   * Opens another session when this one has ended, and sends the refresh token of this one along.
   * @throws LoyaltyApiError `credentials_invalid`, `too_many_attempts`
   */
  logInAgain(
    credentials: Omit<LogIn, 'refresh_token'>,
    options?: SessionOptions & CallOptions,
  ): Promise<MemberSession>;
}

export interface MemberLogIn {
  /** @throws LoyaltyApiError `credentials_invalid`, `too_many_attempts` */
  logIn(credentials: LogIn, options?: SessionOptions & CallOptions): Promise<MemberSession>;
  /** Goes on with a session whose tokens were kept. */
  resume(tokens: MemberTokens, options?: SessionOptions): MemberSession;
}

export const memberLogIn = (send: Send): MemberLogIn => {
  const { oauth } = groupsOf(send);

  const resume = (given: MemberTokens, { onRefresh }: SessionOptions = {}): MemberSession => {
    let { access_token, refresh_token } = given;
    let refreshing: Promise<MemberTokens> | undefined;

    const exchange = async (): Promise<MemberTokens> => {
      const pair = await oauth.token({ grant_type: 'refresh_token', refresh_token });
      await onRefresh?.({ access_token: pair.access_token, refresh_token: pair.refresh_token });
      ({ access_token, refresh_token } = pair);
      return { access_token, refresh_token };
    };

    const refresh = (): Promise<MemberTokens> => {
      refreshing ??= exchange().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    };

    const sendAsMember: Send = async (input) => {
      const used = access_token;
      const as = (memberToken: string): CallInput => ({
        ...input,
        options: { ...input.options, memberToken },
      });
      try {
        return await send(as(used));
      } catch (error) {
        if (!isLoyaltyApiError(error) || error.code !== 'oauth_token_invalid') throw error;
        // Another call may have refreshed meanwhile.
        if (used === access_token) await refresh();
        return send(as(access_token));
      }
    };

    const { me, oauth: asMember } = groupsOf(sendAsMember);
    return {
      me,
      info: asMember.tokenInfo,
      tokens: () => ({ access_token, refresh_token }),
      refresh,
      async logOut() {
        await oauth.revoke({ token: refresh_token });
      },
      logInAgain: (credentials, options) => logIn({ ...credentials, refresh_token }, options),
    };
  };

  const logIn: MemberLogIn['logIn'] = async (
    { identifier_type, identifier, password, refresh_token },
    { onRefresh, ...options } = {},
  ) => {
    const earlier = refresh_token !== undefined && { refresh_token };
    const body = { grant_type: 'password', identifier_type, identifier, password, ...earlier } as const;
    return resume(await oauth.token(body, options), onRefresh ? { onRefresh } : {});
  };

  return { resume, logIn };
};
