import { createClient, type LoyaltyClient } from '../../packages/client/src/main.ts';
import { DEMO_CLUBS } from '../seed.ts';

/** The API as the demo club's client has it. */
export const demoClient = (url: string): LoyaltyClient => {
  const [{ slug, secret }] = DEMO_CLUBS;
  return createClient({ url, token: secret, club: slug, userAgent: 'demo' });
};

/** For thousands of members: their welcome messages would go before all others for minutes. */
export const WITHOUT_WELCOME = { send_sms_welcome_message: false, send_email_welcome_message: false };

/** Whether a local stack answers there. */
export const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/_local/health`)).ok;
  } catch {
    return false;
  }
};
