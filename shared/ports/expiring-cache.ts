interface Entry<T> {
  readonly value: Promise<T>;
  readonly expires: number;
}

/**
 * A small read-through cache with a time to live. A failed load is not kept;
 * when full, the oldest entry goes.
 */
export const expiringCache = <T>(options: {
  readonly ttlSeconds: number;
  readonly maxEntries: number;
  readonly now: () => Date;
  readonly load: (key: string) => Promise<T>;
}): ((key: string) => Promise<T>) => {
  const entries = new Map<string, Entry<T>>();
  return (key) => {
    const now = options.now().getTime();
    const found = entries.get(key);
    if (found && found.expires > now) return found.value;
    const value = options.load(key);
    entries.delete(key);
    entries.set(key, { value, expires: now + options.ttlSeconds * 1000 });
    value.catch(() => entries.delete(key));
    for (const oldest of entries.keys()) {
      if (entries.size <= options.maxEntries) break;
      entries.delete(oldest);
    }
    return value;
  };
};
