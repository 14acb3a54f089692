/** GetSecretValue and PutSecretValue of Secrets Manager (AWS JSON 1.1) over a map of values. */
import { randomUUID } from 'node:crypto';
import { AwsError, answerJson, type JsonObject, type JsonProtocol } from './aws-json.ts';
import { type Endpoint, type LoopbackOptions, serveLoopback } from './loopback.ts';

interface SecretsOptions extends LoopbackOptions {
  /** By name; a value that is not a string is sent as JSON. */
  secrets: Readonly<Record<string, unknown>>;
  /** Called with every new value, to store it. */
  onPut?: ((name: string, text: string) => void) | undefined;
}

export interface SecretsServer extends Endpoint {
  arn(name: string): string;
  /** Sets a secret, as a rotation would. */
  put(name: string, value: unknown): void;
}

const ARN_PREFIX = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:';
/** Secrets Manager appends a hyphen and six characters to the name. */
const ARN_SUFFIX = '-LoCaL1';

function secretArn(name: string): string {
  return `${ARN_PREFIX}${name}${ARN_SUFFIX}`;
}

function notFound(): AwsError {
  return new AwsError(
    { type: 'ResourceNotFoundException', status: 400 },
    "Secrets Manager can't find the specified secret.",
  );
}

export async function startSecrets(options: SecretsOptions): Promise<SecretsServer> {
  const { secrets, port, portVariable } = options;
  const versions = new Map<string, { text: string; version: string; createdAt: number }>();

  function put(name: string, value: unknown): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    versions.set(name, { text, version: randomUUID(), createdAt: Date.now() });
  }
  for (const [name, value] of Object.entries(secrets)) put(name, value);

  function nameOf(input: JsonObject): string | undefined {
    const id = String(input['SecretId']);
    return [...versions.keys()].find((known) => [known, secretArn(known), ARN_PREFIX + known].includes(id));
  }

  function putSecretValue(input: JsonObject): object {
    const name = nameOf(input);
    if (name === undefined) throw notFound();
    const text = String(input['SecretString']);
    put(name, text);
    options.onPut?.(name, text);
    const version = versions.get(name)?.version;
    return { ARN: secretArn(name), Name: name, VersionId: version, VersionStages: ['AWSCURRENT'] };
  }

  function getSecretValue(input: JsonObject): object {
    const stage = input['VersionStage'] ?? 'AWSCURRENT';
    const name = nameOf(input);
    const found = name === undefined ? undefined : versions.get(name);
    if (name === undefined || !found || stage !== 'AWSCURRENT') throw notFound();
    return {
      ARN: secretArn(name),
      Name: name,
      SecretString: found.text,
      VersionId: found.version,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: found.createdAt / 1000,
    };
  }

  const protocol: JsonProtocol = {
    contentType: 'application/x-amz-json-1.1',
    target: 'secretsmanager',
    actions: { GetSecretValue: getSecretValue, PutSecretValue: putSecretValue },
  };
  const endpoint = await serveLoopback({ port, portVariable }, (request, response) =>
    answerJson(protocol, request, response),
  );
  return { ...endpoint, arn: secretArn, put };
}
