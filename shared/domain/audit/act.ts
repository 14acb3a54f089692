import type { ApiEntity } from '../client-tokens/client-token.ts';

/** Something that an operator or a client token did to the system itself, not to members over the API. */
export interface Act {
  /** UTC ISO 8601 with milliseconds. */
  readonly at: string;
  /** The command, or the id of the endpoint: `clubs update`, `tokens.destroy`. */
  readonly act: string;
  readonly by: ApiEntity;
  /** Slugs of the clubs that it is about; `null`: not about certain ones. */
  readonly clubs: readonly string[] | null;
  /** What it was done to; no secret, and nothing personal. */
  readonly about: Readonly<Record<string, string | number | boolean | null>>;
}

/** What an act on a client token is about. */
export const tokenAct = (
  act: string,
  token: { readonly id: number; readonly name: string; readonly clubs: readonly string[] | null },
  by: ApiEntity,
  now: Date,
): Act => ({
  at: now.toISOString(),
  act,
  by,
  clubs: token.clubs,
  about: { token: token.id, name: token.name },
});
