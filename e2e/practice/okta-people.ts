import type { Seed } from '../practice-org/seed.ts';

const person = (login: string, firstName: string, lastName: string, department: string) => ({
  login,
  email: login,
  firstName,
  lastName,
  department,
});

/**
 * Who is in the practice org before the first sync, so that each kind of meeting can be seen: one who agrees, one whose
 * department differs, one who left and still has access, and one whom only Okta knows.
 */
export const oktaPeople: Seed = {
  groups: [{ name: 'Harbor staff', description: 'Everybody at the harbor' }],
  users: [
    {
      profile: person('ingrid.solberg@harbor.example', 'Ingrid', 'Solberg', 'IT'),
      password: 'Lantern-2468',
      groups: ['Harbor staff'],
    },
    {
      profile: person('maria.lindqvist@harbor.example', 'Maria', 'Lindqvist', 'Press'),
      password: 'Lantern-2468',
      groups: ['Harbor staff'],
    },
    { profile: person('dmitri.volkov@harbor.example', 'Dmitri', 'Volkov', 'Logistics'), password: 'Lantern-2468' },
    { profile: person('auditor@partner.example', 'Casey', 'Reyes', 'Partner'), password: 'Lantern-2468' },
  ],
};
