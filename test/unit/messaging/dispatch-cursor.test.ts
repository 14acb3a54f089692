import { expect, it } from 'vitest';
import { decodePageStart, encodePageStart } from '#shared/crypto/cursors.ts';
import { memberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { isDispatchKey } from '#shared/data/messaging/dispatch-list.ts';

const LIST = 'dispatches';

const read = (after: unknown, page: unknown = 2) =>
  decodePageStart(LIST, encodePageStart(LIST, { page: page as number, after }), isDispatchKey);

it('a cursor of dispatches is read, and nothing that a caller made up', () => {
  const key = memberDispatchKey(7);
  expect(read(key)).toEqual({ page: 2, after: key });
  const { partition, recipientKey } = key;
  const forged = [
    null,
    7,
    'M',
    { partition },
    { partition: '7', recipientKey },
    { partition: 16, recipientKey },
    { partition, recipientKey: [recipientKey] },
    // No text can be made of it.
    { partition, recipientKey: { toString: null } },
  ];
  for (const after of forged) expect(read(after)).toBeUndefined();
  for (const page of [1, 0, 1.5, '2', null, 2 ** 53]) expect(read(key, page)).toBeUndefined();
});
