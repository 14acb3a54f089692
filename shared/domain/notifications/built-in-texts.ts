import type { ClubMessages, EmailText, SmsText } from '../clubs/club.ts';

/** One look for every built-in mail: it must be readable in any mail program, so there is hardly any. */
const html = (language: string, title: string, text: string, link: string, variable: string, foot: string) =>
  `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="{{ ${variable} }}">${link}</a></p>
<p><small>${foot}</small></p>
</body>
</html>
`;

const PASSWORD_RESET: EmailText = {
  subject: {
    en: 'Choose a new password for {{ club.name }}',
    no: 'Velg et nytt passord for {{ club.name }}',
    sv: 'Välj ett nytt lösenord för {{ club.name }}',
  },
  body: {
    en: html(
      'en',
      'Choose a new password',
      'Somebody, hopefully you, asked for a new password for your membership in {{ club.name }}. The link works once, within 24 hours.',
      'Choose a new password',
      'reset_url',
      'Did you not ask for it? Then you need not do anything; your password stays as it is.',
    ),
    no: html(
      'no',
      'Velg et nytt passord',
      'Noen, forhåpentligvis du, har bedt om et nytt passord for medlemskapet ditt i {{ club.name }}. Lenken virker én gang, innen 24 timer.',
      'Velg et nytt passord',
      'reset_url',
      'Var det ikke deg? Da trenger du ikke å gjøre noe; passordet ditt er som før.',
    ),
    sv: html(
      'sv',
      'Välj ett nytt lösenord',
      'Någon, förhoppningsvis du, har bett om ett nytt lösenord för ditt medlemskap i {{ club.name }}. Länken fungerar en gång, inom 24 timmar.',
      'Välj ett nytt lösenord',
      'reset_url',
      'Var det inte du? Då behöver du inte göra något; ditt lösenord är som förut.',
    ),
  },
};

const VERIFICATION: EmailText = {
  subject: {
    en: 'Confirm your e-mail address for {{ club.name }}',
    no: 'Bekreft e-postadressen din for {{ club.name }}',
    sv: 'Bekräfta din e-postadress för {{ club.name }}',
  },
  body: {
    en: html(
      'en',
      'Confirm your e-mail address',
      'This address now belongs to a membership in {{ club.name }}. Please confirm that it is yours.',
      'Confirm my e-mail address',
      'verification_url',
      'Do you not want e-mail from {{ club.name }}? <a href="{{ unsubscribe_url }}">Unsubscribe</a>',
    ),
    no: html(
      'no',
      'Bekreft e-postadressen din',
      'Denne adressen hører nå til et medlemskap i {{ club.name }}. Bekreft at den er din.',
      'Bekreft e-postadressen min',
      'verification_url',
      'Vil du ikke ha e-post fra {{ club.name }}? <a href="{{ unsubscribe_url }}">Meld deg av</a>',
    ),
    sv: html(
      'sv',
      'Bekräfta din e-postadress',
      'Den här adressen hör nu till ett medlemskap i {{ club.name }}. Bekräfta att den är din.',
      'Bekräfta min e-postadress',
      'verification_url',
      'Vill du inte ha e-post från {{ club.name }}? <a href="{{ unsubscribe_url }}">Avregistrera dig</a>',
    ),
  },
};

/** @param words the changed addresses: both, the e-mail address, the number */
const changed = (both: string, email: string, msisdn: string): string =>
  `{% if changed.email and changed.msisdn %}${both}{% elsif changed.email %}${email}{% else %}${msisdn}{% endif %}`;

/** What has happened, in one sentence without its end. */
const ADDRESS_CHANGED = {
  en: `Your membership in {{ club.name }} has a new ${changed('e-mail address and mobile number', 'e-mail address', 'mobile number')}`,
  no: `Medlemskapet ditt i {{ club.name }} har fått ${changed('ny e-postadresse og nytt mobilnummer', 'ny e-postadresse', 'nytt mobilnummer')}`,
  sv: `Ditt medlemskap i {{ club.name }} har fått ${changed('en ny e-postadress och ett nytt mobilnummer', 'en ny e-postadress', 'ett nytt mobilnummer')}`,
};

const ADDRESS_CHANGED_EMAIL: EmailText = {
  subject: ADDRESS_CHANGED,
  body: {
    en: html(
      'en',
      'Was this you?',
      `${ADDRESS_CHANGED.en}. If you changed it, you need not do anything. If it was not you: choose a new password with this link. It logs out all devices and puts your addresses back as they were. The link works once, within 7 days.`,
      'This was not me',
      'secure_url',
      'This message went to the address of before.',
    ),
    no: html(
      'no',
      'Var dette deg?',
      `${ADDRESS_CHANGED.no}. Hvis det var du som gjorde det, trenger du ikke å gjøre noe. Hvis det ikke var deg: velg et nytt passord med denne lenken. Den logger ut alle enheter og setter adressene dine tilbake slik de var. Lenken virker én gang, innen 7 dager.`,
      'Dette var ikke meg',
      'secure_url',
      'Denne meldingen ble sendt til adressen fra før endringen.',
    ),
    sv: html(
      'sv',
      'Var det här du?',
      `${ADDRESS_CHANGED.sv}. Om det var du som gjorde det behöver du inte göra något. Om det inte var du: välj ett nytt lösenord med den här länken. Den loggar ut alla enheter och återställer dina adresser som de var. Länken fungerar en gång, inom 7 dagar.`,
      'Det var inte jag',
      'secure_url',
      'Det här meddelandet skickades till adressen från före ändringen.',
    ),
  },
};

const ADDRESS_CHANGED_SMS: SmsText = {
  body: {
    en: `${ADDRESS_CHANGED.en}. Not you? {{ secure_url }}`,
    no: `${ADDRESS_CHANGED.no}. Ikke deg? {{ secure_url }}`,
    sv: `${ADDRESS_CHANGED.sv}. Inte du? {{ secure_url }}`,
  },
};

/** Texts for what every club must be able to send; a club's own ones take their place. */
export const BUILT_IN_TEXTS: {
  readonly [Kind in keyof ClubMessages]?: NonNullable<ClubMessages[Kind]>[string];
} = {
  address_changed_email: ADDRESS_CHANGED_EMAIL,
  address_changed_sms: ADDRESS_CHANGED_SMS,
  password_reset_email: PASSWORD_RESET,
  verification_email: VERIFICATION,
};
