import { describe, expect, it } from 'vitest';
import { CATALOGUE, ROUTED } from '#shared/contracts/catalogue.ts';
import { PARAMETER_PATTERNS, pathsOf } from '#shared/contracts/endpoint.ts';
import { LOG_WORKERS } from '#shared/contracts/log-workers.ts';
import { isPermit } from '#shared/contracts/permits.ts';
import { QUEUE_MESSAGES } from '#shared/contracts/queue-messages.ts';
import {
  bulkChunkWorker,
  QUEUES,
  type QueueContract,
  STREAM_WORKERS,
  WORKERS,
} from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { CHUNK_LEASE_SECONDS } from '#shared/data/bulk/bulk-chunks.ts';
import { CLAIM_LEASE_SECONDS } from '#shared/data/members/claims.ts';
import { PERSONAL_DATA_TTL_SECONDS } from '#shared/data/table/retention.ts';
import { ERROR_CODES, type ErrorCode } from '#shared/error-codes.ts';
import { JOB_ID_PATTERN } from '#shared/vocabulary.ts';
import { read, typescriptIn } from './repository.ts';

const duplicates = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

const fileOf = (id: string): string => `functions/${id.replace('.', '/')}.ts`;

const ALL_WORKERS = [...WORKERS, ...STREAM_WORKERS, ...SCHEDULED_WORKERS, ...LOG_WORKERS];

/** The gateway's default route has no row: it answers what the catalogue does not know. */
const WITHOUT_CONTRACT = ['functions/router/not-found.ts'];

/** Codes of every endpoint's common road (contract §1.2.1), which contracts do not repeat. */
const COMMON_ROAD: readonly ErrorCode[] = [
  'origin_refused',
  'route_not_found',
  'required_header_missing',
  'header_incorrect',
  'client_unauthorized',
  'club_not_found',
  'permit_missing',
  'oauth_token_invalid',
  'body_not_json',
  'body_too_large',
  'idempotency_key_reused',
  'idempotency_key_in_use',
  'body_too_complex',
  'body_forbidden_key',
  'content_encoding_unsupported',
  'internal',
  'busy',
];

const declared = new Set<ErrorCode>([...COMMON_ROAD, ...CATALOGUE.flatMap(({ errors }) => errors)]);

describe('the catalogue', () => {
  it('has one handler file per endpoint, page and worker, and no handler without one', () => {
    const wanted = [...ROUTED, ...ALL_WORKERS].map(({ id }) => fileOf(id));
    expect(typescriptIn('functions').toSorted()).toEqual([...wanted, ...WITHOUT_CONTRACT].sort());
  });

  it('names every id, and every method of a path, once', () => {
    expect(duplicates([...CATALOGUE, ...ALL_WORKERS].map(({ id }) => id))).toEqual([]);
    const routes = CATALOGUE.flatMap((contract) =>
      pathsOf(contract).flatMap((path) => contract.methods.map((method) => `${method} ${path}`)),
    );
    expect(duplicates(routes.map((route) => route.replace(/:\w+/g, ':')))).toEqual([]);
  });

  it.each(CATALOGUE)('asks for a known permit and declares its parameters: $id', (contract) => {
    expect(isPermit(contract.permit)).toBe(true);
    for (const path of contract.paths) {
      const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      expect(named.sort()).toEqual(Object.keys(contract.parameters).sort());
    }
    for (const kind of Object.values(contract.parameters)) expect(PARAMETER_PATTERNS).toHaveProperty(kind);
    expect(Object.keys(contract.replies).length).toBeGreaterThan(0);
  });
});

/** Paths of objects that would let unknown keys through; one without any named key is free-form on purpose. */
const openObjects = (schema: any, path: string): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const children = Object.entries(schema).flatMap(([key, value]) => openObjects(value, `${path}/${key}`));
  const isOpen = schema.type === 'object' && schema.properties && schema.additionalProperties !== false;
  return isOpen ? [path, ...children] : children;
};

describe('schemas', () => {
  it.each(CATALOGUE.filter(({ body }) => body))('of bodies are closed: $id', ({ id, body }) => {
    expect(openObjects(body?.schema, id)).toEqual([]);
  });

  it.each(Object.entries(QUEUE_MESSAGES))(
    'of messages are closed and carry a version: %s',
    (name, schema) => {
      expect(openObjects(schema, name)).toEqual([]);
      expect(schema.required).toEqual(expect.arrayContaining(['v', 'type']));
    },
  );
});

describe('error codes', () => {
  const sources = [...typescriptIn('shared'), ...typescriptIn('functions'), ...typescriptIn('local')]
    .filter((file) => file !== 'shared/error-codes.ts' && !file.startsWith('shared/contracts/'))
    .map(read)
    .join('\n');
  const tests = typescriptIn('test')
    .filter((file) => !file.startsWith('test/architecture/'))
    .map(read)
    .join('\n');

  it('name the pattern of job and import ids', () => {
    expect(ERROR_CODES.invalid_job_id.message).toContain(JOB_ID_PATTERN);
    expect(ERROR_CODES.invalid_import_id.message).toContain(JOB_ID_PATTERN);
  });

  it('declared by an endpoint are rows of the table', () => {
    for (const code of declared) expect(ERROR_CODES).toHaveProperty(code);
  });

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])(
    'are declared, thrown somewhere, and met by a test: %s',
    (code) => {
      expect(declared).toContain(code);
      const { message } = ERROR_CODES[code];
      const thrown = sources.includes(`'${code}'`) || CATALOGUE.some(({ body }) => usesReason(body, code));
      const road = code === 'oauth_token_invalid' && CATALOGUE.every(({ memberToken }) => !memberToken);
      expect(thrown || road).toBe(true);
      expect([code, message].some((word) => tests.includes(`'${word}'`))).toBe(true);
    },
  );
});

const usesReason = (body: (typeof CATALOGUE)[number]['body'], code: ErrorCode): boolean =>
  body?.errors.shape === 'reason' && Object.values(body.errors.reasons).includes(code);

describe('times', () => {
  const timeouts = [...CATALOGUE, ...ALL_WORKERS].map(({ timeout }) => timeout);
  const queues: readonly QueueContract[] = Object.values(QUEUES);

  it('of claims outlive every function, and a retried chunk finds the lease over', () => {
    expect(CLAIM_LEASE_SECONDS).toBeGreaterThan(Math.max(...timeouts));
    expect(QUEUES.bulk.visibilityTimeout).toBeGreaterThan(CLAIM_LEASE_SECONDS);
  });

  it('of a chunk outlive its worker, and are over when the chunk of a dead one comes back', () => {
    expect(CHUNK_LEASE_SECONDS).toBeGreaterThan(bulkChunkWorker.timeout);
    expect(QUEUES.bulk.visibilityTimeout).toBeGreaterThan(CHUNK_LEASE_SECONDS);
  });

  it.each(WORKERS)('of queues are at least six times that of their worker: $id', ({ queue, timeout }) => {
    expect(QUEUES[queue].visibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
  });

  it('of queues outlive what workers refuse as too old, with all deliveries', () => {
    for (const { retention, maxReceiveCount, visibilityTimeout } of queues) {
      expect(retention).toBeGreaterThan(PERSONAL_DATA_TTL_SECONDS + maxReceiveCount * visibilityTimeout);
    }
  });

  it('of endpoints stay below the 30 seconds of the gateway', () => {
    for (const { timeout } of CATALOGUE) expect(timeout).toBeLessThan(30);
  });
});
