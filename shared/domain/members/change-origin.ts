/** By what way a member is changed; `me`: by the member, with an access token. */
type ChangeSource = 'api' | 'me' | 'bulk' | 'import' | 'restore' | 'page' | 'report' | 'operator';

/** Where the last change of a member came from; what the change did not have is `null`. */
export interface ChangeOrigin {
  readonly source: ChangeSource;
  /** Id of the client token. */
  readonly client: number | null;
  readonly product: string | null;
  readonly subproduct: string | null;
  /** Of the request that made the change, or that scheduled it. */
  readonly request_id: string | null;
}

/** Texts are stored as they are, which the table refuses for a lone surrogate. */
const wellFormed = (text: string | null | undefined): string | null => text?.toWellFormed() ?? null;

export const changeOrigin = (
  source: ChangeSource,
  known: { readonly [Field in Exclude<keyof ChangeOrigin, 'source'>]?: ChangeOrigin[Field] | undefined } = {},
): ChangeOrigin => ({
  source,
  client: known.client ?? null,
  product: wellFormed(known.product),
  subproduct: wellFormed(known.subproduct),
  request_id: wellFormed(known.request_id),
});

/** The caller of a change over the API, from its request. */
export interface ApiCaller {
  readonly client: { readonly id: number };
  readonly product: string;
  readonly subproduct: string | undefined;
  readonly requestId: string;
}

export const apiOrigin = (
  { client, product, subproduct, requestId }: ApiCaller,
  source: 'api' | 'me' = 'api',
): ChangeOrigin => changeOrigin(source, { client: client.id, product, subproduct, request_id: requestId });
