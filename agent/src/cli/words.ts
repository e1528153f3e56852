import type { Action, BadgeStatus, Effect, PlanItem, Side, State } from '@rollcall/shared';
import type { ItemResultAnswer, JobAnswer, PlanAnswer } from '@rollcall/shared/api-run';

/** Words on the screen for the words of the API: the same as on the badges in the browser. */

export const badgeWords: Record<BadgeStatus, string> = {
  unknown: 'Unknown',
  checking: 'Checking',
  syncing: 'Syncing',
  failed: 'Failed',
  held: 'Held',
  conflict: 'Conflict',
  differs: 'Differs',
  excluded: 'Excluded',
  protected: 'Protected',
  notInOkta: 'Not in Okta',
  found: 'Found in Okta',
  staged: 'Staged',
  invited: 'Invited',
  active: 'Active',
  suspended: 'Suspended',
  deactivated: 'Deactivated',
  activeInOkta: 'Active in Okta, blocked here',
};

export const cmsStateWords: Record<State, string> = {
  staged: 'Staged',
  active: 'Active',
  suspended: 'Suspended',
  deactivated: 'Blocked',
};

export const oktaStateWords: Record<State, string> = { ...cmsStateWords, deactivated: 'Deactivated' };

export const actionWords: Record<Action, string> = {
  link: 'Link',
  unlink: 'Unlink',
  create: 'Create in Okta',
  update: 'Update in Okta',
  activate: 'Activate',
  invite: 'Send the activation mail again',
  suspend: 'Suspend',
  resume: 'Reactivate',
  deactivate: 'Deactivate',
  delete: 'Delete',
  setPassword: 'Set password',
  grantGroup: 'Add to group',
  revokeGroup: 'Remove from group',
  createGroup: 'Create group',
  renameGroup: 'Rename group',
  deleteGroup: 'Delete group',
};

/** What a change of the site itself is called, where that differs. */
const siteActionWords: Partial<Record<Action, string>> = {
  create: 'Create on the site',
  update: 'Update on the site',
  activate: 'Unblock',
  deactivate: 'Block',
  grantGroup: 'Give role',
  revokeGroup: 'Take role',
  createGroup: 'Make role',
  renameGroup: 'Rename role',
  deleteGroup: 'Delete role',
};

/** What a planned change is called, by the side that it is written to. */
export function changeWord({ action, side }: { action: Action; side: Side }): string {
  return (side === 'cms' ? siteActionWords[action] : undefined) ?? actionWords[action];
}

export const effectWords: Record<Effect, string> = {
  cmsMail: 'The site sends a mail.',
  oktaMail: 'Okta sends a mail.',
  sessionsEnd: 'Open sessions end.',
  appsLost: 'App assignments are lost.',
};

/** What is said of a password that goes along, which is never shown. */
export const secretWords: Record<Exclude<PlanItem['secret'], 'none'>, string> = {
  captured: 'With the password that was typed on the site.',
  imported: 'With the password that the site keeps as a hash.',
  hook: 'Okta asks the site for the password at the first sign-in.',
  scim: 'With the password that Okta sent.',
};

export const asideWords: Record<PlanAnswer['asides'][number]['why'], string> = {
  unchanged: 'Agrees',
  excluded: 'Excluded',
  protected: 'Protected',
  undecided: 'Undecided',
  differs: 'Differs',
  notTicked: 'Switched off',
};

export const jobWords: Record<JobAnswer['state'], string> = {
  queued: 'Waiting to start',
  reading: 'Reading',
  planning: 'Planning',
  waiting: 'Waits for approval',
  applying: 'Writing',
  done: 'Done',
  stopped: 'Stopped',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

export const planWords: Record<PlanAnswer['plan']['state'], string> = {
  open: 'Open',
  approved: 'Approved',
  applied: 'Applied',
  stale: 'Out of date',
  refused: 'Refused',
};

export const outcomeWords: Record<ItemResultAnswer['outcome'], string> = {
  done: 'Done',
  failed: 'Failed',
  refused: 'Refused',
  held: 'Held',
  unknown: 'Unknown',
  moved: 'Changed meanwhile',
};

/** What an entry of the activity record is about; a type that is not listed is shown as it is. */
export const entryWords: Readonly<Record<string, string>> = {
  ...actionWords,
  hold: 'Held',
  approve: 'Approve',
  refuse: 'Refused',
  settings: 'Settings',
  token: 'Token',
  client: 'Browser',
  signIn: 'Sign-in',
  run: 'Run',
  drift: 'Changed outside',
};

/** What an entry is about, by the side that was written to. */
export function entryWord({ type, side }: { type: string; side?: Side | undefined }): string {
  const known = side === 'cms' ? Object.entries(siteActionWords).find(([action]) => action === type)?.[1] : undefined;
  return known ?? entryWords[type] ?? type;
}
