import { describe, expect, it } from 'vitest';
import { awsFailure, failureKind } from '#shared/aws-failures.ts';

const failure = (name: string, status?: number, more: object = {}): Error =>
  Object.assign(new Error('about kari@example.com'), {
    name,
    ...(status !== undefined && { $metadata: { httpStatusCode: status, requestId: 'aws-1' } }),
    ...more,
  });

describe('a failure of AWS', () => {
  it.each([
    [failure('ThrottlingException', 400), 'passes'],
    [failure('RequestThrottled', 403), 'passes'],
    [failure('KmsThrottled', 400), 'passes'],
    [failure('ServiceUnavailable', 503), 'passes'],
    [failure('NobodyKnowsThisOne', 502), 'passes'],
    [failure('Error', undefined, { code: 'ECONNRESET' }), 'passes'],
    [failure('TimeoutError'), 'passes'],
    [failure('AccessDenied', 403), 'permanent'],
    [failure('QueueDoesNotExist', 400, { Code: 'AWS.SimpleQueueService.NonExistentQueue' }), 'permanent'],
    [failure('KmsAccessDenied', 400), 'permanent'],
    [failure('ResourceNotFoundException', 400), 'permanent'],
    [failure('NobodyKnowsThisOne', 400), 'permanent'],
    [failure('ConditionalCheckFailedException', 400), 'answer'],
    [new TypeError('no function'), 'unknown'],
    ['a text', 'unknown'],
  ])('%s is one that %s', (thrown, kind) => {
    expect(failureKind(thrown)).toBe(kind);
  });

  it('is described by its name and the request id of AWS, without its text', () => {
    expect(awsFailure(failure('AccessDenied', 403))).toEqual({
      name: 'AccessDenied',
      aws_request_id: 'aws-1',
      http_status: 403,
    });
    expect(awsFailure(failure('Error', undefined, { code: 'ECONNRESET' }))).toEqual({ name: 'ECONNRESET' });
    expect(awsFailure(new TypeError('x'))).toEqual({ name: 'TypeError' });
  });
});
