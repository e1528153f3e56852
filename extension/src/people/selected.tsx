import { Button } from '../components/button.tsx';
import { Mark } from '../components/icon.tsx';
import { list, number, t } from '../words.ts';
import type { Controller } from './controller.ts';
import { summarise, type Selection } from './selection.ts';
import type { PeopleState, Request } from './state.ts';

interface SelectedProps {
  state: PeopleState;
  unavailable: string | null;
  controller: Controller;
}

/** How many rows are ticked, and what can be done with them. */
export function Selected({ state, unavailable, controller }: SelectedProps) {
  const selection = summarise(state.selected, state.statuses);
  const { handles, ready } = selection;
  const said = [t('selection.ready', ready.length, [number(ready.length)])];
  for (const part of ['held', 'protected', 'excluded'] as const)
    if (selection[part] > 0) said.push(t(`selection.${part}`, selection[part], [number(selection[part])]));
  return (
    <div class="strip on">
      <Mark />
      <span class="num">
        <b>{t('selection.count', handles.length, [number(handles.length)])}</b> {list(said)}.
      </span>
      <span class="row push">
        <Button
          small
          look="primary"
          unavailable={unavailable ?? (ready.length === 0 ? t('selection.noneReady') : null)}
          onPress={() => controller.plan({ handles, operations: [], title: 'title', name: null })}
        >
          {t('selection.sync')}
        </Button>
        <Steps {...{ selection, unavailable, controller }} />
        <Button small look="quiet" onPress={controller.clear}>
          {t('selection.clear')}
        </Button>
      </span>
    </div>
  );
}

type StepsProps = Omit<SelectedProps, 'state'> & { selection: Selection };

function Steps({ selection: { staged, invited, running, linked }, unavailable, controller }: StepsProps) {
  const plan = (handles: string[], step: Pick<Request, 'operations' | 'title'>) =>
    controller.plan({ handles, ...step, name: null });
  return (
    <>
      <Button
        small
        unavailable={unavailable ?? (staged.length === 0 ? t('selection.noneStaged') : null)}
        onPress={() => plan(staged, { operations: ['activate'], title: 'titleActivate' })}
      >
        {t('selection.activate')}
      </Button>
      {invited.length > 0 && (
        <Button
          small
          unavailable={unavailable}
          onPress={() => plan(invited, { operations: ['invite'], title: 'titleInvite' })}
        >
          {t('bulk.resend')}
        </Button>
      )}
      <Button
        small
        unavailable={unavailable ?? (running.length === 0 ? t('bulk.noneRunning') : null)}
        onPress={() => plan(running, { operations: ['deactivate'], title: 'titleDeactivate' })}
      >
        {t('bulk.deactivate')}
      </Button>
      <Button
        small
        unavailable={unavailable ?? (linked.length === 0 ? t('bulk.noneLinked') : null)}
        onPress={() => controller.askUnlink(linked)}
      >
        {t('unlink.open')}
      </Button>
    </>
  );
}
