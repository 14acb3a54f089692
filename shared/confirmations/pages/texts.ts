/** What the pages say; `{club}` and `{minimum}` stand for the club's name and its shortest password. */
const EN = {
  unsubscribe_title: 'Unsubscribe from e-mail',
  unsubscribe_question: 'Do you want to stop getting e-mail from {club}? Your membership stays as it is.',
  unsubscribe_button: 'Unsubscribe',
  unsubscribed_title: 'You are unsubscribed',
  unsubscribed_text: 'You will get no more e-mail from {club}. You can switch it on again in your profile.',
  verify_title: 'Confirm your e-mail address',
  verify_question: 'Confirm that the address to which {club} sent you this link is yours.',
  verify_button: 'Confirm',
  verified_title: 'Thank you',
  verified_text: 'Your e-mail address is confirmed.',
  reset_title: 'Choose a new password',
  reset_label: 'New password',
  reset_hint: 'At least {minimum} characters.',
  reset_button: 'Save the password',
  reset_done_title: 'Your password is changed',
  reset_done_text: 'You can now log in with your new password. All other devices have been logged out.',
  secure_title: 'Secure your membership',
  secure_text:
    'An e-mail address or mobile number of your membership in {club} was changed. Was it you? Then close this page. If not, choose a new password: all devices are logged out, and your addresses are put back as they were before the change.',
  secure_button: 'Secure my membership',
  secured_title: 'Your membership is yours again',
  secured_text:
    'Your addresses are as they were before the change, and all devices have been logged out. You can now log in with your new password.',
  locked_title: 'Your membership is locked',
  locked_text:
    'All devices have been logged out, and nobody can log in. Another membership has your address by now, so it could not be put back: please contact {club}, who can unlock your membership.',
  password_missing: 'Please type a password.',
  password_short: 'This password is too short.',
  password_long: 'This password is too long.',
  password_common: 'This password is too easy to guess.',
  ended_title: 'This membership has ended',
  ended_text: 'If you still get e-mail from {club}, please use the link in the newest one.',
  moved_title: 'No more e-mail goes to this address',
  moved_text:
    'The member has another address by now. To stop e-mail from {club} there, please use the link in the newest one.',
  home_link: 'Go to {club}',
  invalid_title: 'This link does not work any more',
  invalid_text: 'It may have been used already, or a newer one has taken its place, or it is too old.',
};

export type PageTexts = Readonly<Record<keyof typeof EN, string>>;

const NO: PageTexts = {
  unsubscribe_title: 'Meld deg av e-post',
  unsubscribe_question: 'Vil du ikke lenger få e-post fra {club}? Medlemskapet ditt er som før.',
  unsubscribe_button: 'Meld meg av',
  unsubscribed_title: 'Du er meldt av',
  unsubscribed_text: 'Du får ikke flere e-poster fra {club}. Du kan slå dem på igjen i profilen din.',
  verify_title: 'Bekreft e-postadressen din',
  verify_question: 'Bekreft at adressen som {club} sendte deg denne lenken til, er din.',
  verify_button: 'Bekreft',
  verified_title: 'Takk',
  verified_text: 'E-postadressen din er bekreftet.',
  reset_title: 'Velg et nytt passord',
  reset_label: 'Nytt passord',
  reset_hint: 'Minst {minimum} tegn.',
  reset_button: 'Lagre passordet',
  reset_done_title: 'Passordet ditt er endret',
  reset_done_text: 'Du kan nå logge inn med det nye passordet. Alle andre enheter er logget ut.',
  secure_title: 'Sikre medlemskapet ditt',
  secure_text:
    'En e-postadresse eller et mobilnummer i medlemskapet ditt i {club} ble endret. Var det deg? Da kan du lukke denne siden. Hvis ikke, velg et nytt passord: alle enheter blir logget ut, og adressene dine settes tilbake slik de var før endringen.',
  secure_button: 'Sikre medlemskapet mitt',
  secured_title: 'Medlemskapet er ditt igjen',
  secured_text:
    'Adressene dine er slik de var før endringen, og alle enheter er logget ut. Du kan nå logge inn med det nye passordet.',
  locked_title: 'Medlemskapet ditt er låst',
  locked_text:
    'Alle enheter er logget ut, og ingen kan logge inn. Et annet medlemskap har adressen din nå, så den kunne ikke settes tilbake: ta kontakt med {club}, som kan låse opp medlemskapet ditt.',
  password_missing: 'Skriv et passord.',
  password_short: 'Dette passordet er for kort.',
  password_long: 'Dette passordet er for langt.',
  password_common: 'Dette passordet er for lett å gjette.',
  ended_title: 'Dette medlemskapet er avsluttet',
  ended_text: 'Hvis du fortsatt får e-post fra {club}, bruk lenken i den nyeste.',
  moved_title: 'Det sendes ikke lenger e-post til denne adressen',
  moved_text:
    'Medlemmet har en annen adresse nå. For å stoppe e-post fra {club} dit, bruk lenken i den nyeste.',
  home_link: 'Gå til {club}',
  invalid_title: 'Denne lenken virker ikke lenger',
  invalid_text: 'Den er kanskje brukt allerede, erstattet av en nyere, eller for gammel.',
};

const SV: PageTexts = {
  unsubscribe_title: 'Avregistrera dig från e-post',
  unsubscribe_question: 'Vill du inte längre få e-post från {club}? Ditt medlemskap är som förut.',
  unsubscribe_button: 'Avregistrera mig',
  unsubscribed_title: 'Du är avregistrerad',
  unsubscribed_text: 'Du får ingen mer e-post från {club}. Du kan slå på den igen i din profil.',
  verify_title: 'Bekräfta din e-postadress',
  verify_question: 'Bekräfta att adressen som {club} skickade den här länken till är din.',
  verify_button: 'Bekräfta',
  verified_title: 'Tack',
  verified_text: 'Din e-postadress är bekräftad.',
  reset_title: 'Välj ett nytt lösenord',
  reset_label: 'Nytt lösenord',
  reset_hint: 'Minst {minimum} tecken.',
  reset_button: 'Spara lösenordet',
  reset_done_title: 'Ditt lösenord är ändrat',
  reset_done_text: 'Du kan nu logga in med ditt nya lösenord. Alla andra enheter har loggats ut.',
  secure_title: 'Säkra ditt medlemskap',
  secure_text:
    'En e-postadress eller ett mobilnummer i ditt medlemskap i {club} ändrades. Var det du? Då kan du stänga den här sidan. Om inte, välj ett nytt lösenord: alla enheter loggas ut, och dina adresser återställs som de var före ändringen.',
  secure_button: 'Säkra mitt medlemskap',
  secured_title: 'Medlemskapet är ditt igen',
  secured_text:
    'Dina adresser är som de var före ändringen, och alla enheter har loggats ut. Du kan nu logga in med ditt nya lösenord.',
  locked_title: 'Ditt medlemskap är låst',
  locked_text:
    'Alla enheter har loggats ut, och ingen kan logga in. Ett annat medlemskap har din adress nu, så den kunde inte återställas: kontakta {club}, som kan låsa upp ditt medlemskap.',
  password_missing: 'Skriv ett lösenord.',
  password_short: 'Lösenordet är för kort.',
  password_long: 'Lösenordet är för långt.',
  password_common: 'Lösenordet är för lätt att gissa.',
  ended_title: 'Det här medlemskapet är avslutat',
  ended_text: 'Om du fortfarande får e-post från {club}, använd länken i det nyaste brevet.',
  moved_title: 'Ingen e-post skickas längre till den här adressen',
  moved_text:
    'Medlemmen har en annan adress nu. För att stoppa e-post från {club} dit, använd länken i det nyaste brevet.',
  home_link: 'Gå till {club}',
  invalid_title: 'Den här länken fungerar inte längre',
  invalid_text: 'Den kan redan ha använts, ha ersatts av en nyare eller vara för gammal.',
};

const LANGUAGES: ReadonlyMap<string, PageTexts> = new Map([
  ['en', EN],
  ['no', NO],
  ['nb', NO],
  ['nn', NO],
  ['sv', SV],
]);

/** The first of the wanted languages that the pages speak, else English. */
export const localize = (
  wanted: readonly string[],
): { readonly language: string; readonly texts: PageTexts } => {
  const language = wanted.find((one) => LANGUAGES.has(one)) ?? 'en';
  return { language, texts: LANGUAGES.get(language) ?? EN };
};
