import type { Capabilities, Fields } from '../directory.ts';
import { requiredNames } from './schema.ts';

export const fields: Fields = {
  login: 'login',
  email: 'email',
  required: requiredNames,
  ignoreCase: ['login', 'email'],
};

export const capabilities: Capabilities = {
  states: ['active', 'suspended', 'deactivated'],
  createStates: ['staged', 'active'],
  suspendFrom: ['ACTIVE'],
  // An org can allow it, but none tells whether it does.
  editDeactivated: false,
  uniqueEmail: false,
  remove: true,
  groups: true,
  setPassword: true,
  verifyPassword: true,
  changesSince: true,
  invite: true,
  viaSession: false,
  effects: {
    activate: ['oktaMail'],
    suspend: ['sessionsEnd'],
    deactivate: ['sessionsEnd', 'appsLost'],
    delete: ['sessionsEnd', 'appsLost'],
  },
};
