/** Partial batch responses, as Lambda reads them for queues and for streams. */

/**
 * The failed ones of `known`; 'all' when the whole batch counts as failed.
 *
 * Lambda Developer Guide, "Success and failure conditions": an empty or absent list is a success; an
 * identifier that is empty, null, misnamed or unknown fails the batch.
 */
export function failedItems(response: unknown, known: ReadonlySet<string>): Set<string> | 'all' {
  const list = (response as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  if (!Array.isArray(list)) return 'all';
  const failed = new Set<string>();
  for (const entry of list as unknown[]) {
    const identifier = (entry as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof identifier !== 'string' || !known.has(identifier)) return 'all';
    failed.add(identifier);
  }
  return failed;
}
