import type { PlanAnswer } from '@rollcall/shared/api-run';
import type { BadgeStatus } from '@rollcall/shared/status';

import { brakeWords } from './brake-words.ts';
import { Banner } from '../components/banner.tsx';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { age, list, moment, number, t } from '../words.ts';
import { Asides } from './asides.tsx';
import { Effects } from './effects.tsx';
import { choiceOf, groupByPerson, isCut, toggle, toggleField, untouched, type Choice } from './model.ts';
import { PersonCard } from './person.tsx';
import { morePeople, type PlanHeading, type PlanReview } from './review.ts';

interface PlanDialogProps {
  dialog: PlanReview;
  /** What the plan is for, where it is not a sync of users. */
  title?: string | undefined;
  /** Why nothing may be written now, such as report mode; null when it may. */
  unavailable: string | null;
  statusOf: (handle: string | null) => BadgeStatus | null;
  onChange: (change: Partial<Pick<PlanReview, 'ticks' | 'shown'>>) => void;
  onApply: (choice: Choice) => void;
  onClose: () => void;
}

/** What a sync would do, before it does it: one card a person, what else happens, and the one button that writes. */
export function PlanDialog({ dialog, title, unavailable, statusOf, onChange, onApply, onClose }: PlanDialogProps) {
  const { answer, request, again, forbidden, ticks, shown } = dialog;
  const people = groupByPerson(answer.items);
  const choice = choiceOf(answer, ticks);
  const cut = isCut(answer);
  const empty = answer.items.length === 0;
  const footer = (
    <>
      <span class="small muted">{footerText(answer)}</span>
      <span class="row push">
        <Button onPress={onClose}>{empty ? t('plan.close') : t('plan.cancel')}</Button>
        {!empty && <ApplyButton {...{ answer, choice, unavailable, onApply, ticks }} />}
      </span>
    </>
  );
  return (
    <Dialog title={title ?? titleOf(request, answer)} summary={summaryOf(answer)} footer={footer} onClose={onClose}>
      {again !== null && <Banner tone="info" icon="info" cause={t('plan.again', [again])} />}
      {forbidden && <Banner alert tone="bad" icon="key" cause={t('plan.forbidden')} />}
      {answer.plan.brake !== null && (
        <Banner
          tone="hold"
          icon="hold"
          cause={t('plan.brake', [brakeWords(answer.plan.brake)])}
          next={t('plan.brakeNext')}
        />
      )}
      {cut && <p class="small">{t('plan.cut', [number(answer.items.length), number(answer.total)])}</p>}
      {people.slice(0, shown).map((person) => (
        <PersonCard
          key={person.key}
          person={person}
          status={statusOf(person.handle)}
          asides={answer.asides}
          ticks={ticks}
          onToggle={cut ? null : (id) => onChange({ ticks: toggle(ticks, answer.items, id) })}
          onField={cut ? null : (item, field) => onChange({ ticks: toggleField(ticks, item, field) })}
        />
      ))}
      {people.length > shown && (
        <Button onPress={() => onChange({ shown: shown + morePeople })}>
          {t('plan.more', people.length - shown, [number(people.length - shown)])}
        </Button>
      )}
      <Asides answer={answer} open={empty} statusOf={statusOf} />
      {!empty && <Effects items={answer.items} ticks={ticks} />}
    </Dialog>
  );
}

interface ApplyButtonProps {
  answer: PlanAnswer;
  choice: Choice;
  ticks: ReadonlySet<string>;
  unavailable: string | null;
  onApply: (choice: Choice) => void;
}

function ApplyButton({ answer, choice, ticks, unavailable, onApply }: ApplyButtonProps) {
  const actions = new Set(answer.items.filter((item) => ticks.has(item.id)).map((item) => item.action));
  const only = actions.size === 1 ? [...actions][0] : undefined;
  const word = only === 'link' || only === 'activate' || only === 'invite' || only === 'deactivate' ? only : 'sync';
  const none = choice.changes === 0 ? t('plan.noneTicked') : null;
  return (
    <Button
      look={word === 'deactivate' ? 'danger' : 'primary'}
      unavailable={unavailable ?? none}
      onPress={() => onApply(choice)}
    >
      {choice.approve
        ? t('plan.approve', choice.changes, [number(choice.changes)])
        : t(`plan.${word}`, choice.people, [number(choice.people)])}
    </Button>
  );
}

function titleOf({ title, handles, name }: PlanHeading, { items, asides }: PlanAnswer) {
  if (title === 'titleAll') return t('plan.titleAll');
  const labels = [...groupByPerson(items).map((person) => person.label), ...asides.map((aside) => aside.subject.label)];
  const count = handles?.length ?? labels.length;
  const only = name ?? labels[0];
  if (count !== 1 || only === undefined) return t('plan.title', count, [number(count)]);
  return t(title === 'title' ? 'plan.titleOne' : `plan.${title}`, [only]);
}

/** Counts that add up, and what has not happened yet. */
function summaryOf(answer: PlanAnswer): string {
  const of = (is: string) => answer.items.filter((item) => item.verdict.is === is).length;
  const held = of('hold');
  const refused = of('refuse');
  const changed = Math.max(answer.total - held - refused, 0);
  const asides = untouched(answer).length;
  const said = [
    ...(changed > 0 ? [t('plan.changed', changed, [number(changed)])] : []),
    ...(held > 0 ? [t('plan.waits', held, [number(held)])] : []),
    ...(refused > 0 ? [t('plan.refused', refused, [number(refused)])] : []),
    ...(asides > 0 ? [t('plan.stays', asides, [number(asides)])] : []),
  ];
  if (said.length === 0) return t('work.planNothing');
  if (answer.items.length === 0) return `${t('plan.nothing')} ${list(said)}.`;
  return `${list(said)}. ${t('plan.nothingYet')}`;
}

function footerText({ plan }: PlanAnswer): string {
  return t('plan.footer', [plan.id, age(plan.made), moment(plan.expires)]);
}
