import type { RowStatusAnswer } from '@rollcall/shared/api';
import type { UserAnswer } from '@rollcall/shared/api-user';

import { Button } from '../components/button.tsx';
import type { UserPage } from '../pages/page.ts';
import type { Controller } from '../people/controller.ts';
import type { Request } from '../people/state.ts';
import { number, t } from '../words.ts';
import { writableFields } from './field-model.ts';
import type { UserReader, UserState } from './user-reader.ts';

interface MainActionProps {
  row: RowStatusAnswer;
  user: UserState;
  page: UserPage;
  controller: Controller;
  unavailable: string | null;
}

/** The badge's one action, and the sync of the ticked fields where some differ: that alone where it is the same. */
export function MainAction({ row, user, page, controller, unavailable }: MainActionProps) {
  const name = page.name();
  const writable = writableFields(user.answer);
  const fields = writable.filter((field) => !user.leftOut.has(field));
  const request: Request = { handles: [page.handle], name, title: 'title', operations: [], fields };
  const same = writable.length > 0 && (row.action === 'compare' || row.action === 'sync');
  return (
    <>
      {writable.length > 0 && (
        <Button
          small
          look={same ? 'primary' : undefined}
          unavailable={unavailable ?? (fields.length === 0 ? t('plan.noneTicked') : null)}
          onPress={() => controller.plan(request)}
        >
          {t('panel.syncFields', fields.length, [number(fields.length)])}
        </Button>
      )}
      {!same && (
        <Button
          small
          look="primary"
          unavailable={unavailable}
          label={t(`actionOn.${row.action}`, [name])}
          onPress={() => controller.actOn(row, name)}
        >
          {t(`action.${row.action}`)}
        </Button>
      )}
    </>
  );
}

interface ActionsProps {
  answer: UserAnswer;
  row: RowStatusAnswer;
  page: UserPage;
  controller: Controller;
  reader: UserReader;
  unavailable: string | null;
}

type Step = Pick<Request, 'title' | 'operations'> & { word: string };

/** What else can be done with this user, beside the badge's own action. */
export function Actions({ answer, row, page, controller, reader, unavailable }: ActionsProps) {
  const { link } = answer;
  const steps = stepsOf(answer, row);
  if (link === null && steps.length === 0) return null;
  const plan = ({ title, operations }: Step) =>
    controller.plan({ handles: [page.handle], name: page.name(), title, operations });
  return (
    <footer class="row">
      {steps.map((step) => (
        <Button small key={step.word} unavailable={unavailable} onPress={() => plan(step)}>
          {step.word}
        </Button>
      ))}
      {link !== null && (
        <span class="row push">
          <Button small look="quiet" unavailable={unavailable} onPress={() => void reader.freeze(!link.frozen)}>
            {t(link.frozen ? 'panel.unfreeze' : 'panel.freeze')}
          </Button>
          <Button small look="quiet" unavailable={unavailable} onPress={() => controller.askUnlink([page.handle])}>
            {t('unlink.open')}
          </Button>
        </span>
      )}
      {link !== null && link.frozen && <p class="small muted">{t('panel.frozen')}</p>}
    </footer>
  );
}

/** Steps of a linked user's life in Okta that make sense from where the user is, the badge's own left out. */
function stepsOf({ okta, link }: UserAnswer, { action, status }: RowStatusAnswer): Step[] {
  if (okta === null || link === null) return [];
  const steps: Step[] = [];
  if (okta.state === 'staged' && action !== 'activate')
    steps.push({ word: t('action.activate'), title: 'titleActivate', operations: ['activate'] });
  if (status === 'invited' && action !== 'resend')
    steps.push({ word: t('bulk.resend'), title: 'titleInvite', operations: ['invite'] });
  if (okta.state === 'suspended' && action !== 'reactivate')
    steps.push({ word: t('action.reactivate'), title: 'titleReactivate', operations: ['resume'] });
  if (okta.state === 'deactivated' && action !== 'reactivate')
    steps.push({ word: t('action.reactivate'), title: 'titleReactivate', operations: ['activate'] });
  if (okta.state !== 'deactivated' && action !== 'deactivate')
    steps.push({ word: t('bulk.deactivate'), title: 'titleDeactivate', operations: ['deactivate'] });
  return steps;
}
