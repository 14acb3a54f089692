import { readMasterSecret } from '#shared/crypto/key-ring.ts';
import { newKey, rotated } from '#shared/crypto/rotation.ts';
import { OperationRefused } from './refusals.ts';

/** Where the deployment's master secret is kept. */
export interface SecretStore {
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** A key as it may be shown: never the key itself. */
export interface KeyView {
  readonly kid: string;
  readonly state: 'current' | 'previous';
  /** When it was replaced, ISO 8601; unknown for keys of older secrets. */
  readonly retired_at: string | null;
}

/** The secret itself. @throws OperationRefused `secret_malformed` */
export const parseSecret = async (store: Pick<SecretStore, 'read'>) => {
  const text = await store.read();
  try {
    return readMasterSecret(text);
  } catch {
    // The parser's message would quote the secret.
    throw new OperationRefused('secret_malformed', 'The secret is not a master secret of this software.');
  }
};

/** The deployment's keys, the current one first. @throws OperationRefused `secret_malformed` */
export const showKeys = async (store: SecretStore): Promise<KeyView[]> => {
  const { kid, previous = [] } = await parseSecret(store);
  return [
    { kid, state: 'current', retired_at: null },
    ...previous.map((key) => ({
      kid: key.kid,
      state: 'previous' as const,
      retired_at: key.retired_at ?? null,
    })),
  ];
};

/** What is kept of the systems that members come from, by club. */
export type ClubSecret = 'import_peppers' | 'shadow_tokens';

/**
 * Keeps a secret of the system that a club's members come from; an empty one is removed.
 * @throws OperationRefused `secret_malformed`
 */
export const setClubSecret = async (
  store: SecretStore,
  kind: ClubSecret,
  { club, value }: { readonly club: string; readonly value: string },
): Promise<void> => {
  const secret = await parseSecret(store);
  const { [club]: _, ...others } = secret[kind] ?? {};
  const kept = value === '' ? others : { ...others, [club]: value };
  await store.write(JSON.stringify({ ...secret, [kind]: kept }));
};

/**
 * Makes a new key the current one and keeps all earlier ones for what they have made. Functions take it up within
 * the lifetime of their key ring, and at once when they meet something made by it.
 * @throws OperationRefused `secret_malformed`
 */
export const rotateKeys = async (store: SecretStore, now: Date): Promise<KeyView[]> => {
  const secret = rotated(await parseSecret(store), newKey(now), now);
  await store.write(JSON.stringify(secret));
  return showKeys(store);
};
