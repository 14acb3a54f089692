/** Loads a function by its id, as the deployed one would be found: `members.create` → functions/members/create.ts. */
export const loadFunction = async <H>(id: string): Promise<H> => {
  const path = `../functions/${id.replace('.', '/')}.ts`;
  const module = (await import(new URL(path, import.meta.url).href)) as { handler: H };
  return module.handler;
};
