import type { Api } from './generated/api.ts';
import { groupsOf } from './groups.ts';
import { type MemberBulks, type MemberImports, withBulkJobs, withImports } from './jobs.ts';
import { type MemberLogIn, memberLogIn } from './member-session.ts';
import { openSend } from './send.ts';
import { type ClientSettings, checkedSettings } from './settings.ts';

/** The API of one club: every endpoint by group and verb, and what goes on longer than one request. */
export interface LoyaltyClient extends Omit<Api, 'memberBulks' | 'memberImports'>, MemberLogIn {
  readonly memberBulks: MemberBulks;
  readonly memberImports: MemberImports;
}

/**
 * A client of the API. It keeps no connection and no state; the token is in none of its properties.
 * @throws TypeError for settings no request could be made of
 */
export const createClient = (settings: ClientSettings): LoyaltyClient => {
  const send = openSend(checkedSettings(settings));
  const api = groupsOf(send);
  return { ...api, memberBulks: withBulkJobs(api), memberImports: withImports(api), ...memberLogIn(send) };
};
