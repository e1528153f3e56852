import { t } from '../../words.ts';
import type { ConsolePage } from '../page.ts';
import { ActivityPage } from './activity/activity-page.tsx';
import { InboxPage } from './inbox/inbox-page.tsx';
import { LeaversPage } from './leavers/leavers-page.tsx';
import { OverviewPage } from './overview/overview-page.tsx';
import { RunPage } from './run/run-page.tsx';
import { RunsPage } from './run/runs-page.tsx';
import { UserPage } from './user/user-page.tsx';
import { UsersPage } from './users/users-page.tsx';

/** The console's working pages, in the order of the menu. */
export const workPages: ConsolePage[] = [
  { key: 'overview', title: () => t('work.overview.title'), group: 'work', letter: 'o', component: OverviewPage },
  { key: 'users', title: () => t('work.users.title'), group: 'work', letter: 'u', component: UsersPage },
  { key: 'user', title: () => t('work.user.column'), group: null, letter: null, component: UserPage },
  { key: 'leavers', title: () => t('work.leavers.title'), group: null, letter: null, component: LeaversPage },
  { key: 'inbox', title: () => t('work.inbox.title'), group: 'work', letter: 'i', component: InboxPage },
  { key: 'runs', title: () => t('work.runs.title'), group: 'work', letter: 'r', component: RunsPage },
  { key: 'run', title: () => t('work.run.column'), group: null, letter: null, component: RunPage },
  { key: 'activity', title: () => t('work.activity.title'), group: 'work', letter: 'a', component: ActivityPage },
];
