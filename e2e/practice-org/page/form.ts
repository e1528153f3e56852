import { html } from 'hono/html';
import type { User } from '../model.ts';
import type { OperationName } from '../users/lifecycle.ts';
import { nameOf, type Html, type Visit } from './view.ts';

export interface OperationForm {
  readonly operation: OperationName;
  readonly small: boolean;
}

/** A button that carries out one lifecycle operation; its name says on whom. */
export function operationForm({ words: w }: Visit, user: User, { operation, small }: OperationForm): Html {
  const label = w.operations[operation];
  return html`<form class="inline" method="post" action="/people/${user.id}/${operation}">
    <button class="btn ${small ? 's' : ''}" aria-label="${label}: ${nameOf(user)}">${label}</button>
  </form>`;
}

export interface TextField {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: string;
  readonly required?: boolean;
}

export function textField({ name, label, value = '', type = 'text', required = false }: TextField): Html {
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      ${required ? 'required' : ''}
      ${type === 'password' ? 'autocomplete=new-password' : 'autocomplete=off'}
    />
  </div>`;
}
