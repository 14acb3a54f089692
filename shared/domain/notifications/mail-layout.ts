/** The words of a built-in mail; Liquid. */
interface MailWords {
  readonly language: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly button: string;
  /** Name of the variable with the URL behind the button. */
  readonly url: 'reset_url' | 'verification_url' | 'secure_url';
  /** Small print. */
  readonly foot: string;
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** For mail programs that know the scheme of their reader; the others take the colors of the elements. */
const DARK = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: {{ club.colors.dark.background }} !important; }
  .card { background: {{ club.colors.dark.card }} !important; border-color: {{ club.colors.dark.accent }} !important; }
  .ink { color: {{ club.colors.dark.ink }} !important; }
  .soft { color: {{ club.colors.dark.soft }} !important; }
  .link { color: {{ club.colors.dark.link }} !important; }
  .button { background: {{ club.colors.dark.accent }} !important; color: {{ club.colors.dark.on_accent }} !important; border-color: {{ club.colors.dark.link }} !important; }
}
@media (max-width: 480px) {
  .card { padding: 24px 20px !important; }
  .button { display: block !important; text-align: center !important; }
}`;

const logo = `{% if club.logo_url %}<img src="{{ club.logo_url }}" alt="{{ club.name }}" height="48" style="display:block;height:48px;max-width:240px;border:0;padding:6px;background:#ffffff;border-radius:6px">{% else %}{{ club.name }}{% endif %}`;

const head = `{% if club.home_url %}<a class="ink" href="{{ club.home_url }}" style="color:{{ club.colors.light.ink }};text-decoration:none">${logo}</a>{% else %}${logo}{% endif %}`;

const paragraph = (text: string): string =>
  `<p class="ink" style="margin:0 0 16px;color:{{ club.colors.light.ink }};font-size:16px;line-height:1.55">${text}</p>`;

/** A link within the small print. */
export const mailLink = (url: string, text: string): string =>
  `<a class="link" href="{{ ${url} }}" style="color:{{ club.colors.light.link }}">${text}</a>`;

/**
 * The one look of the built-in mails: a card in the club's colors, light and dark, that fits any width. Tables and
 * styles at the elements, because mail programs drop what they do not know.
 */
export const mailLayout = ({ language, title, paragraphs, button, url, foot }: MailWords): string =>
  `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${DARK}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:{{ club.colors.light.background }}">
<div role="main">
<table class="page" role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:{{ club.colors.light.background }}">
<tr><td align="center" style="padding:32px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;${FONT}">
<tr><td class="card" style="padding:32px 36px;background:{{ club.colors.light.card }};border-top:4px solid {{ club.colors.light.accent }};border-radius:12px">
<p class="ink" style="margin:0 0 24px;color:{{ club.colors.light.ink }};font-size:16px;font-weight:600">${head}</p>
<h1 class="ink" style="margin:0 0 16px;color:{{ club.colors.light.ink }};font-size:24px;line-height:1.25">${title}</h1>
${paragraphs.map(paragraph).join('\n')}
<p style="margin:24px 0"><a class="button" href="{{ ${url} }}" style="display:inline-block;padding:12px 24px;background:{{ club.colors.light.accent }};color:{{ club.colors.light.on_accent }};border:1px solid {{ club.colors.light.link }};border-radius:8px;font-size:16px;font-weight:600;text-decoration:none">${button}</a></p>
<p class="soft" style="margin:0;color:{{ club.colors.light.soft }};font-size:14px;line-height:1.5">${foot}</p>
</td></tr>
</table>
</td></tr>
</table>
</div>
</body>
</html>
`;
