import { readFileSync } from 'node:fs';
import { issueClientToken } from '#shared/admin/issue-token.ts';
import { createClubFromFile } from '#shared/admin/save-club.ts';
import { PERMITS } from '#shared/contracts/permits.ts';
import { hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { findClient } from '#shared/data/client-tokens/clients.ts';
import { findClub } from '#shared/data/clubs/clubs.ts';
import type { Db } from '#shared/data/table/db.ts';
import { seedMembers } from './demo/members.ts';
import { seedMessaging } from './demo/messaging.ts';

/** Client tokens that exist in demo data only; the first is the one of the documented examples. */
export const DEMO_CLUBS = [
  { slug: 'infinity-mall', secret: 'B7t9U9tsoWsGhrv2ouUoSqpM' },
  { slug: 'other-mall', secret: 'Zq8dP2mXw4LrT6vNc1yKs9Hb' },
] as const;

/** For `/v1/tokens`: of every club, so that it can grant everything. Demo data only. */
export const DEMO_ADMIN_TOKEN = 'Hk3vW9sQe7TzR5uYp1Lx8MnC';

const clubFile = (slug: string): unknown =>
  JSON.parse(readFileSync(new URL(`demo/${slug}.json`, import.meta.url), 'utf8'));

const createDemoClub = async (db: Db, slug: string, now: Date): Promise<void> => {
  await createClubFromFile(db, { slug, file: clubFile(slug), now });
  const club = await findClub(db, slug);
  if (!club || slug !== DEMO_CLUBS[0].slug) return;
  await seedMembers(db, slug, now);
  await seedMessaging(db, club, now);
};

/** Puts the demo clubs and tokens in place; what is there stays as it is. */
export const seed = async (db: Db, now: Date): Promise<void> => {
  const by = { by: 'demo', now };
  for (const { slug, secret } of DEMO_CLUBS) {
    if (!(await findClub(db, slug))) await createDemoClub(db, slug, now);
    if (await findClient(db, hashClientSecret(secret))) continue;
    await issueClientToken(db, {
      name: `${slug} demo`,
      clubs: [slug],
      product: null,
      permits: Object.keys(PERMITS),
      secret,
      ...by,
    });
  }
  if (await findClient(db, hashClientSecret(DEMO_ADMIN_TOKEN))) return;
  await issueClientToken(db, {
    name: 'demo tokens admin',
    clubs: null,
    product: null,
    permits: Object.keys(PERMITS),
    internal: true,
    secret: DEMO_ADMIN_TOKEN,
    ...by,
  });
};
