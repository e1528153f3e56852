import type { RunRequest } from '@rollcall/shared';

/** What the browser or the site said of the change that brings a run. */
export interface Told {
  /** The site's form of a signed-in person made the change. */
  form: boolean;
  /** The site deleted the named accounts. */
  deleted: boolean;
}

/** What an event tells; only who stands at the page, and no message of the site's code, knows who filled in the form. */
export function toldBy({ event, by }: RunRequest): Told {
  const ofForm = event?.kind === 'created' || event?.kind === 'edited';
  const isPerson = by.kind === 'client' || by.kind === 'cli';
  return {
    form: ofForm && isPerson && by.cmsUser !== undefined,
    deleted: event?.kind === 'cancelled',
  };
}

/** CMS ids that the site told it deleted: for these one answer of `not_found` is proof enough. */
export function toldDeleted({ event, scope }: RunRequest): string[] {
  return event?.kind === 'cancelled' && scope.kind === 'accounts' ? scope.ids : [];
}
