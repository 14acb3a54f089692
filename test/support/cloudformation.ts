import { ResourceImpact } from '@aws-cdk/cloudformation-diff';
import {
  changed,
  type Deployment,
  exportsOf,
  GONE,
  importsOf,
  type Json,
  NO_TEMPLATE,
  namesOf,
  REPLACED,
  STATEFUL,
  type StackTemplate,
  type Template,
  text,
} from './templates.ts';

/**
 * What CloudFormation refuses and loses when one deployment follows another, from nothing but templates: no engine
 * that runs here keeps all of these rules. Replacements are found by what AWS publishes of its resource types.
 */

/** Whether a value depends on one of these resources. */
const refersTo = (value: Json, ids: ReadonlySet<string>): boolean =>
  [...ids].some((id) => JSON.stringify(value).includes(`"${id}"`));

/**
 * Exports that another stack uses can neither go nor get another value.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
const exportsInUse = (now: State, { name, template }: StackTemplate): string[] => {
  const before = now.get(name) ?? NO_TEMPLATE;
  const after = exportsOf(template);
  const renewed = changed(before, template, REPLACED);
  return [...exportsOf(before)].flatMap(([exported, value]) => {
    const users = [...now].filter(([user, one]) => user !== name && importsOf(one).has(exported));
    if (users.length === 0) return [];
    const by = `in use by ${users.map(([user]) => user).join(', ')}`;
    if (!after.has(exported)) return [`${name}: export ${exported} cannot be deleted as it is ${by}`];
    const same = text(after.get(exported)) === text(value) && !refersTo(value, renewed);
    return same ? [] : [`${name}: export ${exported} cannot be updated as it is ${by}`];
  });
};

const missingImports = (now: State, { name, template }: StackTemplate): string[] => {
  const others = [...now]
    .filter(([other]) => other !== name)
    .flatMap(([, one]) => [...exportsOf(one).keys()]);
  const there = new Set(others);
  return [...importsOf(template)]
    .filter((imported) => !there.has(imported))
    .map((imported) => `${name}: no export named ${imported} found`);
};

/** References by logical id mean a resource of their own stack. */
const isLocal = (unique: string): boolean => /"(Ref|Fn::GetAtt)"/.test(unique);

const namesTaken = (now: State, { name, template }: StackTemplate): string[] => {
  const before = now.get(name) ?? NO_TEMPLATE;
  const renewed = changed(before, template, [ResourceImpact.WILL_REPLACE]);
  return [...namesOf(template)].flatMap(([unique, id]) => {
    if (namesOf(before).get(unique) === id) {
      return renewed.has(id) ? [`${name}: ${id} has a name (${unique}) and would be replaced`] : [];
    }
    const holders = [...now].filter(([other, one]) => {
      return namesOf(one).has(unique) && (other === name || !isLocal(unique));
    });
    return holders.map(([other]) => `${name}: ${unique} of ${id} already exists in ${other}`);
  });
};

type State = ReadonlyMap<string, Template>;

const RULES = [exportsInUse, missingImports, namesTaken];

/**
 * Why CloudFormation would refuse to deploy these stacks, one after the other.
 * @param before all stacks that are deployed
 * @param after those to be deployed, in this order; the others stay as they are
 * @returns nothing when it would not
 */
export const refusals = (before: Deployment, after: Deployment): string[] => {
  const now = new Map(before.map(({ name, template }) => [name, template]));
  return after.flatMap((stack) => {
    const refused = RULES.flatMap((rule) => rule(now, stack));
    now.set(stack.name, stack.template);
    return refused;
  });
};

/**
 * Resources with a state of their own that the second deployment makes anew or has no more. What stays behind under
 * a name that is given to it can be found again, and is not lost.
 */
export const losses = (before: Deployment, after: Deployment): string[] => {
  const then = new Map(after.map(({ name, template }) => [name, template]));
  return before.flatMap(({ name, template }) => {
    const later = then.get(name) ?? NO_TEMPLATE;
    const named = new Set(namesOf(template).values());
    const kept = [...changed(template, later, [ResourceImpact.WILL_ORPHAN])].filter((id) => named.has(id));
    return [...changed(template, later, [...REPLACED, ...GONE])]
      .filter((id) => !kept.includes(id) && STATEFUL.has(template.Resources?.[id]?.Type ?? ''))
      .map((id) => `${name}: ${id} (${template.Resources?.[id]?.Type})`);
  });
};
