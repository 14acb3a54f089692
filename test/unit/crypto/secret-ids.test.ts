import { describe, expect, it } from 'vitest';
import { keyRing, type MasterSecret } from '#shared/crypto/key-ring.ts';
import { newKey, rotated } from '#shared/crypto/rotation.ts';
import { createSecretIds } from '#shared/crypto/secret-ids.ts';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const of = (secret: MasterSecret, club: string, member: number) =>
  createSecretIds(async () => keyRing(secret)).of(club, member);

describe('a secret id', () => {
  it('is the same for a member for ever, also after keys were rotated', async () => {
    const first = newKey(NOW);
    const id = await of(first, 'mall', 13);
    const twice = rotated(rotated(first, newKey(NOW), NOW), newKey(NOW), NOW);
    expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(await of(twice, 'mall', 13)).toBe(id);
  });

  it('is another for every member, club and deployment', async () => {
    const [a, b] = [newKey(NOW), newKey(NOW)];
    const ids = [
      of(a, 'mall', 13),
      of(a, 'mall', 14),
      of(a, 'other', 13),
      of(a, 'mall-1', 3),
      of(b, 'mall', 13),
    ];
    expect(new Set(await Promise.all(ids)).size).toBe(5);
  });
});
