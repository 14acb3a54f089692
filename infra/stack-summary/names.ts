import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { at, listOf, type Value } from './value.ts';

/** Construct paths without the stack and without the endings that say nothing. */
const shortPath = (resource: CfnResource): string =>
  resource.node.path
    .split('/')
    .slice(1)
    .filter((part) => part !== 'Resource')
    .join('/');

export interface NamedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly path: string;
}

/** Every resource of an app, under the path by which its source can be found. */
export const resourcesOf = (app: IConstruct): readonly NamedResource[] =>
  app.node
    .findAll()
    .filter((construct): construct is CfnResource => CfnResource.isCfnResource(construct))
    .map((resource) => {
      const stack = Stack.of(resource);
      return {
        stack: stack.node.id,
        logicalId: stack.resolve(resource.logicalId) as string,
        type: resource.cfnResourceType,
        path: shortPath(resource),
      };
    });

/** Writes an intrinsic function the way a person would: references become paths, also those to other stacks. */
export const readable = (names: readonly NamedResource[]) => {
  const byId = new Map(names.map((one) => [one.logicalId, one.path]));
  /** `loyalty-dev-data:ExportsOutputRefTable710B521B8D0DE8D0`: the longest id that it holds. */
  const imported = (name: string): string => {
    const id = [...byId.keys()].filter((one) => name.includes(one)).sort((a, b) => b.length - a.length)[0];
    return id === undefined ? name : (byId.get(id) ?? id);
  };
  const text = (value: Value): string => {
    if (typeof value !== 'object' || value === null) return String(value);
    if (Array.isArray(value)) return value.map(text).join(', ');
    const [name = '', of] = Object.entries(value)[0] ?? [];
    switch (name) {
      case 'Ref':
        return byId.get(String(of)) ?? String(of).replace('AWS::', '').toLowerCase();
      case 'Fn::GetAtt':
        return byId.get(String(at(of, 0))) ?? String(at(of, 0));
      case 'Fn::ImportValue':
        return imported(String(of));
      case 'Fn::Join':
        return listOf(at(of, 1))
          .map(text)
          .join(String(at(of, 0)));
      default:
        return JSON.stringify(value);
    }
  };
  return text;
};
