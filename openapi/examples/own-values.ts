/**
 * Values that every stack has its own of, as the documents show them. Where a runnable example needs one, it
 * takes it from the shell variable of that name: `npm run examples` sets them all.
 */
export const OWN_VALUES = {
  MEMBER_ID: '42',
  EMAIL: 'joe@example.com',
  MSISDN: '4740769126',
  ACCESS_TOKEN: '8433d608645345a45ce5a0f5ba1225e57546e86ac49e5fec842159dc82218522',
  REFRESH_TOKEN: '36c636e4290d28488a13691afce351397bec21b1246c2c7896a8262d9bfbc4c4',
  RESET_TOKEN: 'k4wort03j2',
  VERIFICATION_TOKEN: '9b1c0f6e2d7a48e5b3f0a1c2d4e6f8091a2b3c4d5e6f708192a3b4c5d6e7f809',
  UNSUBSCRIPTION_TOKEN: '51f2c96d0b7e4a838d95e6f1027b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b',
  JOB_ID: '23388281912',
  IMPORT_ID: '89405ae3-2dd5-46cb-a13b-840bc588199b',
  BULK_ID: '11',
  MEMBER_MESSAGE_ID: '1145752',
  MESSAGE_ID: '80',
  SENDING_ID: '3958',
  SENT_SENDING_ID: '3920',
  RUNNING_SENDING_ID: '3921',
  CLIENT_TOKEN_ID: '1097',
  SUBSCRIPTION_ID: '7',
  RECEIVER_URL: 'https://hooks.example.com/members',
} as const;

export type OwnValue = keyof typeof OWN_VALUES;

const NAMES = new Map<string, OwnValue>(
  Object.entries(OWN_VALUES).map(([name, value]) => [value, name as OwnValue]),
);

/** The variable for a documented value, if it is one of a stack's own. */
export const ownValueOf = (value: string | number): OwnValue | undefined => NAMES.get(String(value));
