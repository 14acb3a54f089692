/**
 * The most common passwords of eight characters and more in dictionary attacks: keyboard walks, digit runs, the word for
 * password, names, seasons, English and Norwegian. Our own compilation, in lower case.
 */
const LIST = `
password password1 password2 password12 password123 password1234 password! password01 password11
passw0rd p@ssword p@ssw0rd p@ssw0rd1 pa$$word pa$$w0rd passwort passwort1 passord1 passord12 passord123
mypassword newpassword new_password changeme changeme1 changeme123 changeit letmein1 letmein12
letmein123 letmeinnow welcome1 welcome12 welcome123 welcome2 welcome! welcome01 velkommen velkommen1
hello123 hello1234 hellohello 12345678 123456789 1234567890 12345678910 0123456789 0987654321 987654321
9876543210 87654321 123123123 12341234 11111111 111111111 1111111111 00000000 000000000 0000000000
22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 11223344 1122334455 12121212
123321123 12344321 112233445566 13131313 10203040 147258369 159753159 147852369 741852963 789456123
123654789 159357159 14725836 98765432 12345679 qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234
qwerty12345 qwerty123456 qwerty01 qwertyqwerty qwerty!@# qwer1234 1234qwer 123qweasd qweasdzxc qwe123qwe
123qwe123 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc qazwsxedc qazwsx123 zaq12wsx zaq1zaq1
zxcvbnm1 zxcvbnm123 zxcvbnm, asdfghjk asdfghjkl asdfasdf asdf1234 1234asdf asdfghjkl1 asdasdasd
azertyuiop azerty123 qwertzui qwertzuiop q1w2e3r4 q1w2e3r4t5 a1b2c3d4 a1b2c3d4e5 abcd1234 abc12345
abc123456 abcdefgh abcdefghi abcdefg1 abcabcabc abc123abc 1234abcd 123456ab 123456789a a123456789
a12345678 12345678a aa123456 aa12345678 aaaaaaaa aaaaaaaaaa zzzzzzzz xxxxxxxx qqqqqqqq iloveyou
iloveyou1 iloveyou2 iloveyou! iloveu123 iloveme1 loveyou1 lovelove lovely123 sunshine sunshine1 princess
princess1 football football1 football123 fotball1 fotball123 baseball baseball1 basketball superman
superman1 superman123 batman123 spiderman spiderman1 starwars starwars1 pokemon1 pokemon123 minecraft
minecraft1 dragon123 monkey123 shadow123 master123 michael1 michelle jennifer jordan23 ashley123
charlie1 daniel123 jessica1 nicole123 andrea123 samantha victoria elizabeth alexander alexander1
liverpool liverpool1 chelsea1 arsenal1 barcelona realmadrid manchester juventus mercedes corvette
mustang1 ferrari1 porsche1 computer computer1 internet internet1 samsung1 samsung123 apple123 google123
facebook facebook1 linkedin whatever whatever1 trustno1 trustno1! nothing1 secret123 secret12 topsecret
testtest test1234 testing1 testing123 test12345 tester123 admin123 admin1234 admin12345 administrator
adminadmin root1234 rootroot superuser guest123 user1234 username login123 access14 default1 temp1234
temporary master12 freedom1 butterfly chocolate blink182 metallica nirvana1 midnight asshole1 fuckyou1
fuckyou2 fuckyou123 killer123 summer2023 summer2024 summer2025 winter2023 winter2024 winter2025
spring2024 spring2025 sommer123 sommer2024 hockey123 soccer123 tigger123 cheese123 cookie123 banana123
orange123 pepper123 ginger123 buster123 maggie123 loveme123 babygirl babygirl1 sweetheart sweetie1
bubbles1 friends1 forever1 blessed1 jesus123 jesuschrist norge123 norway123 oslo1234 sommerfugl
`;

export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(LIST.trim().split(/\s+/));
