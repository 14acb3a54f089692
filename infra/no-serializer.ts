import type { Plugin } from 'esbuild';

const MODULE = 'dom-serializer';

/**
 * `html-to-text` writes elements as HTML for formats that we do not use, with a writer that is larger than the
 * rest of it: it brings the entities of HTML twice more. It is left out of the bundles.
 */
export const noSerializer: Plugin = {
  name: 'no-serializer',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^dom-serializer$/ }, () => ({ path: MODULE, namespace: 'left-out' }));
    onLoad({ filter: /^dom-serializer$/, namespace: 'left-out' }, () => ({
      contents: `export const render = () => { throw new Error('${MODULE} is left out of the bundles'); };
export default render;`,
    }));
  },
};
