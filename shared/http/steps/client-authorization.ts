import { LoyaltyError } from '../../errors.ts';
import { directory } from '../../ports/directory.ts';
import type { Step, StepSetup } from '../request.ts';

/**
 * 401 for an unknown token and for one that is not for this club or this product; 404 for a club that does
 * not exist, which only a token without a club limit can learn (contract §1.2.1, steps 3-5).
 */
export const clientAuthorization = ({ runtime }: StepSetup): Step => ({
  name: 'client-authorization',
  async before({ internal }) {
    const { client: findClient, club: findClub } = runtime().use(directory);
    const client = await findClient(internal.headers['x-client-authorization'] ?? '');
    if (!client) throw new LoyaltyError('client_unauthorized');
    const forClub = client.clubs === null || client.clubs.includes(internal.slug);
    const forProduct = client.product === null || client.product === internal.product;
    if (!forClub || !forProduct) throw new LoyaltyError('client_unauthorized');

    const club = await findClub(internal.slug);
    if (!club) throw new LoyaltyError('club_not_found');
    if (!Object.hasOwn(club.products, internal.product)) throw new LoyaltyError('client_unauthorized');
    internal.client = client;
    internal.club = club;
  },
});
