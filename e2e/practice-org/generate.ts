import type { UserStatus } from './model.ts';
import type { SeedUser } from './seed.ts';

const firstNames = [
  'Amélie',
  'Óscar',
  'Jane',
  'Seán',
  'Łukasz',
  'Zoë',
  'Theo',
  'Fatima',
  'Minseo',
  'Nadia',
  'Björn',
  'Chiara',
  'Dmitri',
  'Emeka',
  'Freya',
  'Gonçalo',
  'Hana',
  'Iñaki',
  'Jürgen',
  'Kateřina',
  'Liam',
  'Mei',
  'Noor',
  'Olivia',
  'Paweł',
  'Quentin',
  'Rosa',
  'Søren',
  'Tomás',
  'Ursula',
  'Víctor',
  'Wanjiru',
  'Ximena',
  'Yusuf',
  'Žofia',
  'Anh',
  'Bogdan',
];
const lastNames = [
  'Rousseau',
  'Núñez',
  'Mensah',
  'O’Brien',
  'Wójcik',
  'van der Berg',
  'Papadopoulos',
  'Haddad',
  'Kim',
  'Petrova',
  'Ångström',
  'Ricci',
  'Volkov',
  'Okafor',
  'Lindqvist',
  'Araújo',
  'Sato',
  'Etxeberria',
  'Müller',
  'Dvořák',
  'Murphy',
  'Chen',
  'Rahman',
  'Smith-Jones',
  'Kowalski',
  'Lefèvre',
  'García',
  'Østergaard',
  'Silva',
  'Schröder',
  'Ibáñez',
  'Kamau',
  'Flores',
  'Demir',
  'Novák',
  'Trần',
  'Ionescu',
  'Dubois',
  'Nguyễn',
  'Hughes',
  'Fischer',
];
const departments = ['Engineering', 'Editorial', 'Sales', 'Support', 'Finance', 'People', 'Legal'];
const cities = [
  ['Hamburg', 'DE'],
  ['Porto', 'PT'],
  ['Cork', 'IE'],
  ['Kraków', 'PL'],
  ['Oslo', 'NO'],
  ['Lyon', 'FR'],
] as const;

/** Every status with how many of a hundred people have it. */
const shares: readonly (readonly [UserStatus, number])[] = [
  ['ACTIVE', 84],
  ['STAGED', 5],
  ['PROVISIONED', 3],
  ['SUSPENDED', 3],
  ['DEPROVISIONED', 3],
  ['LOCKED_OUT', 1],
  ['PASSWORD_EXPIRED', 1],
];

/** `count` made-up people, the same every time, with departments, phones and a spread of statuses; logins are unique. */
export function generatePeople(count: number): { groups: { name: string; description: string }[]; users: SeedUser[] } {
  const users = Array.from({ length: count }, (_, at) => generatePerson(at));
  return { groups: departments.map((name) => ({ name, description: `Everybody in ${name}` })), users };
}

function generatePerson(at: number): SeedUser {
  const firstName = pick(firstNames, at);
  // The two lists have lengths without a common factor, so pairs repeat only after all of them.
  const lastName = pick(lastNames, at);
  const round = Math.floor(at / (firstNames.length * lastNames.length));
  const login = `${plain(firstName)}.${plain(lastName)}${round === 0 ? '' : String(round + 1)}@harbor.example`;
  const department = pick(departments, at * 3);
  const [city, countryCode] = pick(cities, at * 5);
  return {
    profile: {
      login,
      email: login,
      firstName,
      lastName,
      displayName: `${firstName} ${lastName}`,
      department,
      city,
      countryCode,
      employeeNumber: String(10_000 + at),
      mobilePhone: `+1 555 ${String(100 + (at % 900))} ${String(1000 + ((at * 7) % 9000))}`,
    },
    status: statusAt((at * 37) % 100),
    groups: [department],
  };
}

function statusAt(percent: number): UserStatus {
  let reached = 0;
  for (const [status, share] of shares) {
    reached += share;
    if (percent < reached) return status;
  }
  return 'ACTIVE';
}

function pick<T>(list: readonly T[], at: number): T {
  const item = list[at % list.length];
  if (item === undefined) throw new RangeError('an empty list has nothing to pick');
  return item;
}

/** The ASCII letters of a name, as a login has them. */
function plain(name: string): string {
  const letters: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss' };
  return name
    .toLowerCase()
    .replaceAll(/[łøđß]/g, (letter) => letters[letter] ?? letter)
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '');
}
