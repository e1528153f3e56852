/** Values that a pull works out for an Okta user, kept among its attributes under these names. */
export const pulled = {
  email: '@pull.email',
  username: '@pull.username',
  firstname: '@pull.firstname',
  lastname: '@pull.lastname',
  country: '@pull.country',
  /** Ids of the groups that count and that the user is in, and of the roles that the user shall have. */
  groups: '@pull.groups',
  roles: '@pull.roles',
} as const;
