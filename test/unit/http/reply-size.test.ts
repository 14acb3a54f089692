import { describe, expect, it } from 'vitest';
import { LoyaltyError } from '#shared/errors.ts';
import { errorReply, jsonReply } from '#shared/http/replies.ts';

const context = { requestId: 'r', firstGeneration: false };
/** Lambda's limit of a result, as JSON. */
const LAMBDA = 6 * 1024 * 1024;
const bytesOf = (reply: object): number => Buffer.byteLength(JSON.stringify(reply));

/** Text that takes one byte in the body, two as JSON in it, and four in the result. */
const QUOTES = '"'.repeat(1000);

describe('a reply', () => {
  it('is as it was while Lambda takes it', () => {
    const body = { errors: Array.from({ length: 1000 }, () => QUOTES) };
    const reply = jsonReply(context, { status: 200, body });
    expect(JSON.parse(reply.body ?? '')).toEqual(body);
    expect(reply.headers).not.toHaveProperty('x-left-out');
  });

  it('beyond that has its lists cut and says by how much, measured as Lambda does', () => {
    const body = { status: 'finished', errors: Array.from({ length: 3000 }, (_, n) => `${n}${QUOTES}`) };
    const reply = jsonReply(context, { status: 200, body });
    expect(bytesOf(reply)).toBeLessThan(LAMBDA);
    const { status, errors } = JSON.parse(reply.body ?? '');
    expect(status).toBe('finished');
    expect(errors).toEqual(body.errors.slice(0, errors.length));
    expect(Number(reply.headers?.['x-left-out'])).toBe(3000 - errors.length);
    // As many as there is room for.
    expect(errors.length).toBeGreaterThan(1300);
  });

  it('keeps the lists within its records: they are values', () => {
    const record = { tags: Array.from({ length: 1000 }, () => QUOTES) };
    const reply = jsonReply(context, { status: 200, body: { members: [record, record] } });
    expect(JSON.parse(reply.body ?? '')).toEqual({ members: [record] });
    expect(reply.headers?.['x-left-out']).toBe('1');
  });

  it('of errors is the same error with fewer details, at any depth', () => {
    const leaf = { error: 'value_not_match', value: QUOTES, property: 'tags' };
    const many = Array.from({ length: 4000 }, () => leaf);
    const details = { email: [leaf], properties: [{ error: { tags: many, more: many } }] };
    const reply = errorReply(context, new LoyaltyError('member_invalid', { details }));
    expect(bytesOf(reply)).toBeLessThan(LAMBDA);
    expect([reply.statusCode, reply.headers?.['x-error-code']]).toEqual([422, 'member_invalid']);
    const body = JSON.parse(reply.body ?? '');
    const { tags, more } = body.properties[0].error;
    expect(body.email).toEqual([leaf]);
    expect(tags).toEqual(many.slice(0, tags.length));
    expect(Number(reply.headers?.['x-left-out'])).toBe(8000 - tags.length - more.length);
  });
});
