/** Gives a function's handler by the function's id. */
export type LoadFunction = <H>(id: string) => Promise<H>;

/** `members.create` → `members/create`: below `functions/` and below the bundles. */
export const functionPath = (id: string): string => id.replace('.', '/');

/** Loads a function from its source. */
export const loadFunction: LoadFunction = async <H>(id: string): Promise<H> => {
  const path = `../functions/${functionPath(id)}.ts`;
  const module = (await import(new URL(path, import.meta.url).href)) as { handler: H };
  return module.handler;
};
