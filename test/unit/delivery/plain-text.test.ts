import { describe, expect, it } from 'vitest';
import { plainTextOf } from '#shared/delivery/plain-text.ts';

const MJML =
  '<html><head><!--[if mso]><xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><![endif]--></head><body><p>Hei</p></body></html>';

describe('the text part of a mail', () => {
  it.each([
    [
      'a link around an element',
      '<a href="https://x.example/three"><strong>Three</strong></a>',
      'Three (https://x.example/three)',
    ],
    [
      'named entities',
      'Bes&oslash;k oss p&aring; S&oslash;rlandet &ndash; 20 %',
      'Besøk oss på Sørlandet – 20 %',
    ],
    ['a comment for one program', MJML, 'Hei'],
    ['signs that are no markup', '3 < 5 & 7 > 2, AT&T', '3 < 5 & 7 > 2, AT&T'],
    [
      'other quotes, or none',
      "<a href='https://x.example/'>A</a>, <A HREF=https://y.example/>B</A>",
      'A (https://x.example/), B (https://y.example/)',
    ],
    [
      'an image as a link',
      '<a href="https://x.example/"><img src="/logo.png" alt="Infinity Mall"></a>',
      'Infinity Mall (https://x.example/)',
    ],
    ['a link whose text is its address', '<a href="mailto:post@mall.no">post@mall.no</a>', 'post@mall.no'],
    ['a list', '<p>Buy</p><ul><li>a <b>hat</b></li><li>shoes</li></ul>', 'Buy\n\n* a hat\n* shoes'],
    [
      'a table',
      '<table><tr><th>Points</th><th>Level</th></tr><tr><td>12</td><td>Gold</td></tr></table>',
      'Points Level\n12 Gold',
    ],
    [
      'style and script',
      '<style>p > a {}</style><title>T</title><p>Hi</p><script>if (1 < 2) x()</script>',
      'Hi',
    ],
  ])('has the words of %s', (_, html, text) => {
    expect(plainTextOf(html)).toBe(text);
  });

  it('keeps words, links and paragraphs', () => {
    const html =
      '<html><head><title>T</title><style>p{}</style></head><body><h1>Hi &amp; hello</h1>\n<p>One<br>two\n three</p><p><a class="x" href="https://a.test/?b=1&amp;c=2">here</a></p></body></html>';
    expect(plainTextOf(html)).toBe('Hi & hello\n\nOne\ntwo three\n\nhere (https://a.test/?b=1&c=2)');
  });

  it('is made of any text, and values stay what they were', () => {
    expect(plainTextOf('<p>&lt;b&gt; &#39;x&#39; &amp;lt; &unknown;</p>')).toBe("<b> 'x' &lt; &unknown;");
    expect(plainTextOf('<'.repeat(100_000))).toBe('<'.repeat(100_000));
  });

  it('has U+FFFD for the number of no character (HTML standard §13.2.5.80)', () => {
    expect(plainTextOf('a &#9999999; b')).toBe('a \ufffd b');
  });

  it('begins a line where a block begins, and shows no address that is not there', () => {
    expect(plainTextOf('Hi<p class="a">you</p><pre>x</pre>')).toBe('Hi\n\nyou\n\nx');
    expect(plainTextOf('<center>A</center>B<ul><li>c</li><li>d</li></ul>')).toBe('A\nB\n* c\n* d');
    expect(plainTextOf('<a href="">bye</a> <a name="x">here</a>')).toBe('bye here');
  });

  it('has the text behind the end of the body', () => {
    expect(plainTextOf('<body><p>Hi</p></body><p>Bye</p>')).toBe('Hi\n\nBye');
  });

  it('is made of broken and of deeply nested markup', () => {
    expect(plainTextOf(`Hi <a ${'href="x" '.repeat(40_000)}`)).toBe('Hi');
    expect(plainTextOf(`a${'&#32;'.repeat(80_000)}b`)).toBe('a b');
    expect(plainTextOf(`Hi ${'<b>'.repeat(10_000)}x`)).toBe('Hi ...');
  });
});
