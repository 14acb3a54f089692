/** Code that loads a package and makes of it what a function makes at its start, and nothing else. */
const LOADS = {
  '@aws-sdk/lib-dynamodb':
    "import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'; export const table = DynamoDBDocumentClient.from(client);",
  '@aws-sdk/client-secrets-manager':
    "import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'; export const secrets = [new SecretsManagerClient({}), GetSecretValueCommand];",
  '@aws-sdk/client-sqs':
    "import { SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs'; export const queue = [new SQSClient({}), SendMessageBatchCommand];",
  '@aws-sdk/client-sesv2':
    "import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'; export const mail = [new SESv2Client({}), SendEmailCommand];",
  '@aws-sdk/client-sns':
    "import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'; export const sms = [new SNSClient({}), PublishCommand];",
  '@aws-lambda-powertools/logger':
    "import { Logger } from '@aws-lambda-powertools/logger'; export const logger = new Logger();",
  '@middy/core': "import middy from '@middy/core'; export const wrapped = middy(handler);",
  'ajv-draft-04': "import draft04 from 'ajv-draft-04'; export const Ajv = draft04.default;",
  bcryptjs: "import bcrypt from 'bcryptjs'; export const hash = bcrypt.hash;",
  jose: "import { SignJWT, jwtVerify } from 'jose'; export const tokens = [SignJWT, jwtVerify];",
  liquidjs: "import { Liquid } from 'liquidjs'; export const engine = new Liquid({ locale: 'en-US' });",
  'p-map': "import pMap from 'p-map'; export const mapped = pMap;",
  re2js: "import { RE2JS } from 're2js'; export const compile = RE2JS.compile;",
  unixcrypt: "import { verify } from 'unixcrypt'; export const sha512Crypt = verify;",
} as const;

type Package = keyof typeof LOADS;

export const PACKAGES = Object.keys(LOADS) as readonly Package[];

export const sdkAlone = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = (Key) => client.send(new GetItemCommand({ TableName: 'table', Key }));`;

/** Those of the packages of which a bundle holds bytes, by its inputs in esbuild's metafile. */
export const packagesOf = (
  inputs: Readonly<Record<string, { bytesInOutput: number }>>,
): readonly Package[] => {
  const held = Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? [path] : [],
  );
  return PACKAGES.filter((name) => held.some((path) => path.includes(`node_modules/${name}/`)));
};

export const withPackages = (names: readonly Package[]): string =>
  [sdkAlone, ...names.map((name) => LOADS[name])].join('\n');
