/** What Okta can do with a password hash that a site keeps, with the reason and the next step where it can't. */
export type HashVerdict =
  | { usable: true }
  | {
      usable: false;
      kind: 'empty' | 'drupal7' | 'phpass' | 'argon2' | 'md5' | 'cost' | 'unknown';
      reason: string;
      next: string;
    };

const reset = 'Create the user without a password and let Okta send a mail to set one.';

/** Costs that Okta takes: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
const costs = { least: 1, most: 20 };

const refusals: readonly {
  kind: (HashVerdict & { usable: false })['kind'];
  form: RegExp;
  reason: string;
  next: string;
}[] = [
  { kind: 'empty', form: /^\s*$/u, reason: 'The user has no password on the site.', next: reset },
  {
    kind: 'drupal7',
    form: /^U?\$S\$/u,
    reason: 'A hash of Drupal 7 to 10.0 (repeated SHA-512); Okta can’t take it.',
    next: 'Since Drupal 10.1, with the core module phpass on, the next sign-in on the site makes a new one; else let Okta send a mail to set one.',
  },
  { kind: 'phpass', form: /^U?\$[PH]\$/u, reason: 'A phpass hash (repeated MD5); Okta can’t take it.', next: reset },
  {
    kind: 'argon2',
    form: /^\$argon2/u,
    reason: 'An Argon2 hash; Okta can’t take it.',
    next: 'Set the site’s password algorithm to bcrypt, let people sign in once, then export again; or let Okta send a mail.',
  },
  { kind: 'md5', form: /^[0-9a-f]{32}$/iu, reason: 'An MD5 hash of Drupal 6; it is not safe to move.', next: reset },
];

/** Whether a hash can be imported into Okta: bcrypt only, which Drupal keeps since 10.1. Never quotes the hash. */
export function judgeHash(hash: string): HashVerdict {
  const known = refusals.find(({ form }) => form.test(hash));
  if (known) return { usable: false, kind: known.kind, reason: known.reason, next: known.next };
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/u.exec(hash)?.[1];
  if (cost === undefined)
    return {
      usable: false,
      kind: 'unknown',
      reason: 'No hash that Rollcall knows.',
      next: 'Check the column, or let Okta send a mail.',
    };
  if (Number(cost) >= costs.least && Number(cost) <= costs.most) return { usable: true };
  return {
    usable: false,
    kind: 'cost',
    reason: `bcrypt with cost ${Number(cost)}; Okta takes ${costs.least} to ${costs.most}.`,
    next: reset,
  };
}
