import type { RowStatusAnswer } from '@rollcall/shared/api';

import type { MessageInput } from '../messages.ts';
import type { PlanHeading } from './review.ts';

interface Asked {
  title: PlanHeading['title'];
  operations: MessageInput<'plan'>['operations'];
}

/** What a row's button asks to be planned, and what the plan is then called. */
export function planFor(row: Pick<RowStatusAnswer, 'action' | 'status'>): Asked {
  switch (row.action) {
    case 'link':
      return { title: 'titleLink', operations: ['link'] };
    case 'activate':
      return { title: 'titleActivate', operations: ['activate'] };
    case 'resend':
      return { title: 'titleInvite', operations: ['invite'] };
    case 'reactivate':
      return { title: 'titleReactivate', operations: [row.status === 'suspended' ? 'resume' : 'activate'] };
    case 'deactivate':
      return { title: 'titleDeactivate', operations: ['deactivate'] };
    case 'compare':
    case 'choose':
      return { title: 'titleCompare', operations: [] };
    case 'review':
    case 'view':
      return { title: 'titleReview', operations: [] };
    case 'sync':
    case 'retry':
    case 'check':
    case 'why':
      return { title: 'title', operations: [] };
  }
}
