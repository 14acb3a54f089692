import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretStore } from '#shared/admin/keys.ts';
import { ENV, LOCAL } from '#shared/env-names.ts';
import { type ConnectionOptions, LOCAL_CREDENTIALS } from './connection.ts';
import { CommandFailed, UsageError } from './failures.ts';
import { localEngine } from './local-engines.ts';

interface Place {
  readonly client: SecretsManagerClient;
  readonly id: string;
}

const placeOf = async (options: ConnectionOptions, env: NodeJS.ProcessEnv): Promise<Place> => {
  if (options.local) {
    const endpoint = await localEngine(env, 'secrets');
    const config = { endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS, maxAttempts: 1 };
    return { client: new SecretsManagerClient(config), id: options.secret ?? LOCAL.secretId };
  }
  const id = options.secret ?? env[ENV.secretId];
  if (!id) throw new UsageError(`No secret is named. Pass --secret ID or set ${ENV.secretId}.`);
  return { client: new SecretsManagerClient({ ...(options.region && { region: options.region }) }), id };
};

/** Names of Secrets Manager's errors that would otherwise be reported as the table's. */
const REFUSED: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'The secret does not exist. Check --secret, the region and the account.',
  AccessDeniedException: 'These AWS credentials have no right to the secret. Use others, or add the right.',
};

const explainFailure = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    const message = error instanceof Error ? REFUSED[error.name] : undefined;
    throw message === undefined ? error : new CommandFailed(message);
  }
};

/** The deployment's master secret; where it is, is found out on first use. */
export const connectSecret = (options: ConnectionOptions, env: NodeJS.ProcessEnv): SecretStore => {
  let known: Promise<Place> | undefined;
  const place = () => {
    known ??= placeOf(options, env);
    return known;
  };
  return {
    async read() {
      const { client, id } = await place();
      return (
        (await explainFailure(client.send(new GetSecretValueCommand({ SecretId: id })))).SecretString ?? ''
      );
    },
    async write(text) {
      const { client, id } = await place();
      await explainFailure(client.send(new PutSecretValueCommand({ SecretId: id, SecretString: text })));
    },
  };
};
