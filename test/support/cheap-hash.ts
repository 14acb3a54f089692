/** The least that Argon2 allows: the hash is not what these tests are about. */
export const CHEAP_HASH = { memory: 8, passes: 1 } as const;
