import type { DirectoryDescriptor, SettingField } from '../directory.ts';
import { accountUrl, normaliseUrl } from './address.ts';
import { DrupalDirectory } from './drupal.ts';

const user: SettingField = {
  name: 'user',
  label: 'Username',
  help: 'An account of Rollcall’s own, whose role has “administer users” and “administer permissions”.',
  secret: false,
  required: true,
};
const password: SettingField = {
  name: 'password',
  label: 'Password',
  help: 'Kept in this computer’s keyring; sent to this site only.',
  secret: true,
  required: true,
};
const token: SettingField = {
  name: 'token',
  label: 'Bearer token',
  help: 'An access token of the site’s OAuth server, whose scopes hold “administer users”.',
  secret: true,
  required: true,
};

/** Drupal as a kind of directory. */
export const drupal: DirectoryDescriptor = {
  kind: 'drupal',
  label: 'Drupal',
  side: 'cms',
  auth: [
    { name: 'session', label: 'Name and password', fields: [user, password] },
    { name: 'basic', label: 'Name and password, core module Basic Auth', fields: [user, password] },
    { name: 'bearer', label: 'OAuth token', fields: [token] },
    { name: 'browser', label: 'Nothing stored: my own session in the browser, for work by hand', fields: [] },
  ],
  normaliseUrl,
  accountUrl,
  create: (deps) => new DrupalDirectory(deps),
};
