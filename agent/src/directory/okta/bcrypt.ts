import { SyncError } from '@rollcall/shared';

/** Okta's form of a bcrypt hash: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export interface OktaBcrypt {
  algorithm: 'BCRYPT';
  workFactor: number;
  salt: string;
  value: string;
}

const bcrypt = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/u;

/** Splits a hash as crypt(3) writes it. The letter of the version is no part of Okta's form, so `$2y$` is as good as `$2a$`. */
export function toOktaBcrypt(hash: string): OktaBcrypt {
  const [, cost, salt, value] = bcrypt.exec(hash) ?? [];
  if (cost === undefined || salt === undefined || value === undefined)
    throw new SyncError('invalid', 'This is not a bcrypt hash.', { field: 'password' });
  return { algorithm: 'BCRYPT', workFactor: Number(cost), salt, value };
}
