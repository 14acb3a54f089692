import { isJsonObject } from '../member-schema/json-value.ts';

/** An answer of the old system. */
interface ShadowReply {
  readonly status: number;
  readonly body: string;
  /** The body had more bytes than were read. */
  readonly isCut: boolean;
}

/**
 * What an answer of the old system means: the password is the member's (`verified`) or not (`refused`); the request was
 * wrong, whatever the password (`rejected`: client token, slug, product); or there is no usable answer (`failed`).
 */
export type ShadowResult = 'verified' | 'refused' | 'rejected' | 'failed';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The tokens in it are dropped. A token of another member proves nothing: ids stay when members are restored. */
const successResult = ({ body, isCut }: ShadowReply, member: number): ShadowResult => {
  const pair = isCut ? undefined : parsed(body);
  if (!isJsonObject(pair)) return 'failed';
  const { access_token, resource_owner_id } = pair;
  if (typeof access_token !== 'string' || access_token === '') return 'failed';
  return resource_owner_id === member ? 'verified' : 'rejected';
};

/** 461: wrong or unknown (Api V3). 429: too many guesses there; the others still may be asked for. */
const REFUSALS: ReadonlySet<number> = new Set([461, 429]);

/** @param member id here and there */
export const shadowResult = (reply: ShadowReply, member: number): ShadowResult => {
  if (reply.status === 200) return successResult(reply, member);
  if (REFUSALS.has(reply.status)) return 'refused';
  return reply.status >= 400 && reply.status < 500 ? 'rejected' : 'failed';
};
