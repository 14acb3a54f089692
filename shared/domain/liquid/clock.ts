import type { Context } from 'liquidjs';

/** When a text is rendered, and the zone in which it prints times. */
export interface Clock {
  readonly now: Date;
  /** IANA name. */
  readonly timezone: string;
}

const REGISTER = 'clock';

export const setClock = (context: Context, clock: Clock): void => {
  context.setRegister(REGISTER, clock);
};

export const clockOf = (context: Context): Clock => context.getRegister(REGISTER);
