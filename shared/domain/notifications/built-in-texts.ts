import type { ClubMessages, EmailText, SmsText } from '../clubs/club.ts';
import { mailLayout, mailLink } from './mail-layout.ts';

const PASSWORD_RESET: EmailText = {
  subject: {
    en: 'Choose a new password for {{ club.name }}',
    no: 'Velg et nytt passord for {{ club.name }}',
    sv: 'Välj ett nytt lösenord för {{ club.name }}',
  },
  body: {
    en: mailLayout({
      language: 'en',
      title: 'Choose a new password',
      paragraphs: [
        'Somebody, hopefully you, asked for a new password for your membership in {{ club.name }}.',
        'The link works once, within 24 hours.',
      ],
      button: 'Choose a new password',
      url: 'reset_url',
      foot: 'Did you not ask for it? Then you need not do anything; your password stays as it is.',
    }),
    no: mailLayout({
      language: 'no',
      title: 'Velg et nytt passord',
      paragraphs: [
        'Noen, forhåpentligvis du, har bedt om et nytt passord for medlemskapet ditt i {{ club.name }}.',
        'Lenken virker én gang, innen 24 timer.',
      ],
      button: 'Velg et nytt passord',
      url: 'reset_url',
      foot: 'Var det ikke deg? Da trenger du ikke å gjøre noe; passordet ditt er som før.',
    }),
    sv: mailLayout({
      language: 'sv',
      title: 'Välj ett nytt lösenord',
      paragraphs: [
        'Någon, förhoppningsvis du, har bett om ett nytt lösenord för ditt medlemskap i {{ club.name }}.',
        'Länken fungerar en gång, inom 24 timmar.',
      ],
      button: 'Välj ett nytt lösenord',
      url: 'reset_url',
      foot: 'Var det inte du? Då behöver du inte göra något; ditt lösenord är som förut.',
    }),
  },
};

const VERIFICATION: EmailText = {
  subject: {
    en: 'Confirm your e-mail address for {{ club.name }}',
    no: 'Bekreft e-postadressen din for {{ club.name }}',
    sv: 'Bekräfta din e-postadress för {{ club.name }}',
  },
  body: {
    en: mailLayout({
      language: 'en',
      title: 'Confirm your e-mail address',
      paragraphs: [
        'This address now belongs to a membership in {{ club.name }}. Please confirm that it is yours.',
      ],
      button: 'Confirm my e-mail address',
      url: 'verification_url',
      foot: `Do you not want e-mail from {{ club.name }}? ${mailLink('unsubscribe_url', 'Unsubscribe')}`,
    }),
    no: mailLayout({
      language: 'no',
      title: 'Bekreft e-postadressen din',
      paragraphs: ['Denne adressen hører nå til et medlemskap i {{ club.name }}. Bekreft at den er din.'],
      button: 'Bekreft e-postadressen min',
      url: 'verification_url',
      foot: `Vil du ikke ha e-post fra {{ club.name }}? ${mailLink('unsubscribe_url', 'Meld deg av')}`,
    }),
    sv: mailLayout({
      language: 'sv',
      title: 'Bekräfta din e-postadress',
      paragraphs: ['Den här adressen hör nu till ett medlemskap i {{ club.name }}. Bekräfta att den är din.'],
      button: 'Bekräfta min e-postadress',
      url: 'verification_url',
      foot: `Vill du inte ha e-post från {{ club.name }}? ${mailLink('unsubscribe_url', 'Avregistrera dig')}`,
    }),
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
    en: mailLayout({
      language: 'en',
      title: 'Was this you?',
      paragraphs: [
        `${ADDRESS_CHANGED.en}. If you changed it, you need not do anything.`,
        'If it was not you, choose a new password: all devices are logged out, and your addresses are put back as they were. The link works once, within 7 days.',
      ],
      button: 'This was not me',
      url: 'secure_url',
      foot: 'This message went to the address from before the change.',
    }),
    no: mailLayout({
      language: 'no',
      title: 'Var dette deg?',
      paragraphs: [
        `${ADDRESS_CHANGED.no}. Hvis det var du som gjorde det, trenger du ikke å gjøre noe.`,
        'Hvis det ikke var deg, velg et nytt passord: alle enheter blir logget ut, og adressene dine settes tilbake slik de var. Lenken virker én gang, innen 7 dager.',
      ],
      button: 'Dette var ikke meg',
      url: 'secure_url',
      foot: 'Denne meldingen ble sendt til adressen fra før endringen.',
    }),
    sv: mailLayout({
      language: 'sv',
      title: 'Var det här du?',
      paragraphs: [
        `${ADDRESS_CHANGED.sv}. Om det var du som gjorde det behöver du inte göra något.`,
        'Om det inte var du, välj ett nytt lösenord: alla enheter loggas ut, och dina adresser återställs som de var. Länken fungerar en gång, inom 7 dagar.',
      ],
      button: 'Det var inte jag',
      url: 'secure_url',
      foot: 'Det här meddelandet skickades till adressen från före ändringen.',
    }),
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
