import { render } from 'preact';

import { PlanDialog } from '../plan/dialog.tsx';
import { number, t } from '../words.ts';
import type { Controller } from './controller.ts';
import { LiveDialog, ReasonDialog, UnlinkDialog } from './small-dialogs.tsx';
import type { PeopleState, Request } from './state.ts';

interface DialogsProps {
  state: PeopleState;
  controller: Controller;
}

/** Draws the one dialog that is open, or nothing, into an element of ours; null takes everything off it. */
export type DrawDialogs = (element: Element, props: DialogsProps | null) => void;

export const drawDialogs: DrawDialogs = (element, props) => render(props && <Dialogs {...props} />, element);

function Dialogs({ state, controller }: DialogsProps) {
  const { status, dialog } = state;
  const known = status?.condition === null ? status.connection : null;
  if (dialog?.is === 'plan')
    return (
      <PlanDialog
        key={dialog.answer.plan.id}
        dialog={dialog}
        title={titleOfMany(dialog.request)}
        unavailable={known?.mode === 'report' ? t('plan.reportOnly') : null}
        statusOf={(handle) => (handle === null ? null : (state.statuses.get(handle)?.status ?? null))}
        onChange={controller.changePlan}
        onApply={controller.apply}
        onClose={controller.closeDialog}
      />
    );
  if (dialog?.is === 'reason') return <ReasonDialog dialog={dialog} onClose={controller.closeDialog} />;
  if (dialog?.is === 'unlink')
    return <UnlinkDialog dialog={dialog} onUnlink={controller.unlink} onClose={controller.closeDialog} />;
  if (dialog?.is === 'live')
    return <LiveDialog dialog={dialog} onGoLive={controller.goLive} onClose={controller.closeDialog} />;
  return null;
}

/** A plan for several people that is no plain sync says so in its title. */
function titleOfMany({ title, handles }: Request): string | undefined {
  const count = handles?.length ?? 0;
  if (count < 2) return undefined;
  if (title === 'titleDeactivate') return t('bulk.titleDeactivate', count, [number(count)]);
  if (title === 'titleActivate') return t('bulk.titleActivate', count, [number(count)]);
  return title === 'titleInvite' ? t('bulk.titleInvite', count, [number(count)]) : undefined;
}
