import { _, type CodeKeywordDefinition, type KeywordCxt, type Name } from 'ajv';

type Fails = (matched: Name, branches: number) => ReturnType<typeof _>;

/**
 * When a keyword that weighs whole schemas fails, by how many of its branches match.
 * ajv's own definitions report the errors inside the branches too, and `allOf` only those; here the keyword is the one
 * error (contract §1.9.2), which also holds for branches behind a `$ref`.
 */
const COMBINING_KEYWORDS: Readonly<Record<string, Fails>> = {
  allOf: (matched, branches) => _`${matched} < ${branches}`,
  anyOf: (matched) => _`${matched} === 0`,
  oneOf: (matched) => _`${matched} !== 1`,
  disallow: (matched) => _`${matched} > 0`,
};

function countMatches(cxt: KeywordCxt): Name {
  const { gen, schema, keyword } = cxt;
  const matched = gen.let('matched', 0);
  const valid = gen.name('_valid');
  for (const branch of schema.keys()) {
    cxt.subschema(
      { keyword, schemaProp: branch, compositeRule: true, createErrors: false, allErrors: false },
      valid,
    );
    gen.if(valid, () => gen.code(_`${matched}++`));
  }
  return matched;
}

/** The keywords of the table above, ready for `ajv.addKeyword` once the built-in ones are removed. */
export const combiningKeywords: readonly CodeKeywordDefinition[] = Object.entries(COMBINING_KEYWORDS).map(
  ([keyword, fails]) => ({
    keyword,
    schemaType: 'array',
    trackErrors: true,
    error: { message: `must satisfy ${keyword}`, params: ({ params }) => _`{matched: ${params['matched']}}` },
    code(cxt) {
      const matched = countMatches(cxt);
      cxt.setParams({ matched });
      cxt.reset();
      cxt.fail(fails(matched, cxt.schema.length));
    },
  }),
);

/** Draft-03 `extends` (a list here, see prepare-schema.ts): its errors are those of the schemas it names. */
export const extendsKeyword: CodeKeywordDefinition = {
  keyword: 'extends',
  schemaType: 'array',
  code(cxt) {
    const valid = cxt.gen.name('valid');
    for (const branch of cxt.schema.keys()) {
      cxt.ok(valid);
      cxt.mergeEvaluated(cxt.subschema({ keyword: 'extends', schemaProp: branch }, valid));
    }
  },
};
