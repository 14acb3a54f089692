/** One deployment of the system in an account; several stages may stand side by side. */
export interface Stage {
  readonly name: string;
  /** Its data may vanish with its stacks: a developer's playground. Every other stage keeps what it holds. */
  readonly disposable: boolean;
}

/** Stages without data worth keeping; an unknown name is protected, so that a typing error costs nothing. */
const DISPOSABLE = new Set(['dev']);

const NAME = /^[a-z][a-z0-9-]{0,19}$/;

/**
 * @param name from `cdk … -c stage=<name>`; `dev` without it
 * @throws TypeError when the name cannot be part of a stack's name
 */
export const stageOf = (name: unknown = 'dev'): Stage => {
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new TypeError(`Stage ${JSON.stringify(name)} must match ${NAME.source}`);
  }
  return { name, disposable: DISPOSABLE.has(name) };
};
