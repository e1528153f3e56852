import type { PlanAnswer } from '@rollcall/shared/api-run';

/** For what a plan was made: names its dialog. */
export interface PlanHeading {
  /** Users that were asked for; null means everybody. */
  handles: string[] | null;
  /** The one person's name where it is one; null for several. */
  name: string | null;
  title:
    | 'title'
    | 'titleAll'
    | 'titleLink'
    | 'titleActivate'
    | 'titleInvite'
    | 'titleReactivate'
    | 'titleDeactivate'
    | 'titleReview'
    | 'titleCompare';
}

/** A plan while a person looks at it. */
export interface PlanReview {
  request: PlanHeading;
  answer: PlanAnswer;
  /** Why the plan had to be made once more. */
  again: string | null;
  /** The agent refused the approval, since only an owner may give it. */
  forbidden: boolean;
  /** Ids of the items that will be applied. */
  ticks: ReadonlySet<string>;
  /** How many people are shown so far. */
  shown: number;
}

/** How many people a long plan shows at once; the rest comes by a button. */
export const morePeople = 50;
