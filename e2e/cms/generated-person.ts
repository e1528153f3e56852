import type { Person } from './person.ts';

interface Name {
  written: string;
  /** The same in ASCII, for user names and mail addresses. */
  plain: string;
}

function names(list: string): Name[] {
  return list.split(' ').map((written) => ({ written, plain: asciiOf(written) }));
}

function asciiOf(text: string): string {
  return text
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .replaceAll('ø', 'o')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replaceAll(/[^A-Za-z'-]/g, '')
    .toLowerCase();
}

const GIVEN = names(
  'Ada Ahmed Aiko Alejandra Amara Anders Anjali Åsa Beatriz Björn Chidi Chloé Daniel Élodie Emeka Farah Felix Francesca Gábor Grace Hana Henrik Ibrahim Inés Isla Jakub Jörg Kateřina Kenji Leila Liam Lucía Magnus Mei Mira Nadia Nikolai Nuria Olga Omar Paulo Petra Rafael Renée Rosa Samir Sofia Søren Tariq Uma Viktor Wanjiru Yasmin Zoë',
);
const FAMILY = names(
  "Abbas Acheampong Andersson Barbosa Bianchi Bondarenko Campbell Castro Chen D'Angelo Dąbrowski Delacroix Eriksen Fernández Fischer Fitzgerald García Haugen Hoffmann Ito Ivanova Jansen Jensen Kamau Keller Khan Kowalczyk Larsson Lefèvre MacLeod Mbeki Moreau Müller Murphy Nakamura Nguyen Novák Nowak O'Connor Okonkwo Özdemir Patel Pereira Popescu Rossi Saito Schröder Silva Singh Strauß Tanaka Thompson Van-Dijk Vargas Weber Wójcik Yılmaz Zhang",
);
const DEPARTMENTS = [
  'Operations',
  'Engineering',
  'Finance',
  'Customs',
  'Human Resources',
  'Communications',
  'Security',
  'Logistics',
  'IT',
];
const TEAMS = ['quay 1', 'quay 2', 'quay 3', 'cranes', 'night shift', 'web', 'safety', 'pilots'];

/** The same person for the same index, always; name and mail are unique over all indexes. */
export function generatePerson(index: number): Person {
  // Coprime strides walk every pair of names before one comes again.
  const given = pick(GIVEN, index * 7 + Math.floor(index / GIVEN.length));
  const family = pick(FAMILY, index * 11 + Math.floor(index / FAMILY.length) * 3);
  const login = `${given.plain}.${family.plain}${index + 100}`;
  const age = 20 + ((index * 37) % 1400);
  const person: Person = {
    name: login,
    mail: `${login}@harbor.example`,
    given: given.written,
    family: family.written,
    department: pick(DEPARTMENTS, index * 5 + (index >> 3)),
    age,
  };
  if (index % 4 === 0) person.teams = [pick(TEAMS, index >> 2)];
  if (index % 9 === 4) person.blocked = true;
  if (index % 12 === 5) person.roles = ['content_editor'];
  if (index % 30 === 7) person.roles = ['dock_planner', 'finance'];
  if (index % 6 !== 1) person.seen = (1 + ((index * 13) % 400)) % age;
  return person;
}

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('empty list');
  return item;
}
