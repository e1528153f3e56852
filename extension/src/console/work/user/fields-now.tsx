import type { UserAnswer } from '@rollcall/shared/api-user';
import { useState } from 'preact/hooks';

import { Badge } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { fieldName, number, t, valueText } from '../../../words.ts';
import type { Column } from '../../parts/column.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Table } from '../../parts/table.tsx';
import { Tick } from '../../parts/tick.tsx';
import { Time } from '../../parts/time.tsx';
import type { Flow } from '../flow/use-flow.ts';
import { labelOf, nameOf } from './label.ts';

type FieldView = UserAnswer['fields'][number];

interface FieldsNowProps {
  user: UserAnswer;
  name: string;
  flow: Flow;
}

/** Both sides field by field: who owns it, what was agreed, what each holds now, and how it stands. */
export function FieldsNow({ user, name, flow }: FieldsNowProps) {
  const writable = user.fields.filter(isWritable).map(({ field }) => field);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const ticked = writable.filter((field) => !without.has(field));
  const toggle = (field: string): void => {
    const next = new Set(without);
    if (!next.delete(field)) next.add(field);
    setWithout(next);
  };
  const label = labelOf(user, name);
  const sync = () =>
    flow.start(
      { is: 'users', ids: [nameOf(user, name)], operations: [] },
      { title: 'titleCompare', name: label, fields: ticked },
    );
  return (
    <section class="card" aria-labelledby="both">
      <header>
        <h2 id="both">{t('work.user.both')}</h2>
        <span class="small muted push">
          <ReadAt user={user} />
        </span>
      </header>
      <Table
        label={t('work.user.both')}
        flow={false}
        keyOf={({ field }) => field}
        rows={[stateOf(user), ...user.fields]}
        empty={<EmptyState icon="map" title={t('work.user.noFields')} />}
        columns={columns({ writable, without, toggle })}
      />
      {writable.length > 0 && (
        <footer>
          <span class="small muted">{t('work.user.tickText')}</span>
          <span class="push">
            <Button
              look="primary"
              unavailable={ticked.length === 0 ? t('plan.noneTicked') : flow.unavailable}
              onPress={sync}
            >
              {t('work.user.syncFields', ticked.length, [number(ticked.length)])}
            </Button>
          </span>
        </footer>
      )}
    </section>
  );
}

interface Columns {
  writable: readonly string[];
  without: ReadonlySet<string>;
  toggle(field: string): void;
}

function columns({ writable, without, toggle }: Columns): Column<FieldView>[] {
  return [
    {
      key: 'field',
      title: t('plan.field'),
      head: true,
      cell: ({ field }) =>
        writable.includes(field) ? (
          <Tick checked={!without.has(field)} onChange={() => toggle(field)}>
            {fieldName(field)}
          </Tick>
        ) : (
          fieldName(field)
        ),
    },
    { key: 'cms', title: t('plan.cms'), cell: (each) => <Value view={each} side="cms" /> },
    { key: 'okta', title: t('plan.okta'), cell: (each) => <Value view={each} side="okta" /> },
    { key: 'base', title: t('work.user.agreed'), cell: (each) => <Value view={each} side="base" /> },
    { key: 'owner', title: t('work.user.owner'), cell: (each) => <Owner view={each} /> },
    { key: 'stands', title: t('work.user.stands'), cell: (each) => <Stands view={each} /> },
  ];
}

function isWritable({ stands, writes, field, onCreateOnly }: FieldView): boolean {
  return stands === 'differs' && field !== 'state' && (writes !== null || !onCreateOnly);
}

/** The state as a line of its own among the fields. */
function stateOf({ cms, okta }: UserAnswer): FieldView {
  const both = cms !== null && okta !== null;
  const isOff = (state: string) => state === 'deactivated' || state === 'suspended';
  return {
    field: 'state',
    cmsField: 'status',
    title: 'state',
    cms: cms?.state ?? null,
    okta: okta?.state ?? null,
    base: null,
    owner: 'either',
    onCreateOnly: false,
    sensitive: false,
    stands: both ? (isOff(cms.state) === isOff(okta.state) ? 'agrees' : 'differs') : 'unread',
    writes: null,
  };
}

function Value({ view, side }: { view: FieldView; side: 'cms' | 'okta' | 'base' }) {
  const { field, sensitive, stands } = view;
  if (field === 'state' && side === 'base') return <span class="muted">{t('work.past.unknown')}</span>;
  if (sensitive) return <span class="redact">{t('work.user.hidden')}</span>;
  if (view[side] === null)
    return <span class="muted">{t(stands === 'unread' ? 'work.user.unread' : 'plan.empty')}</span>;
  return <bdi>{valueText(field, view[side])}</bdi>;
}

function Owner({ view: { owner, field, onCreateOnly } }: { view: FieldView }) {
  if (field === 'state') return <span class="muted">{t('work.user.offWins')}</span>;
  return (
    <span class="muted nowrap">
      {(owner === 'cms' || owner === 'okta') && <Icon name="lock" />} {t(`work.owner.${owner}`)}
      {onCreateOnly && <span class="tiny"> · {t('work.user.createOnly')}</span>}
    </span>
  );
}

function Stands({ view: { stands, writes } }: { view: FieldView }) {
  switch (stands) {
    case 'agrees':
      return (
        <Badge tone="ok" icon="agree" edge="plain">
          {t('work.stands.agrees')}
        </Badge>
      );
    case 'differs':
      return (
        <span class="row">
          <Badge tone="warn" icon="differs" edge="plain">
            {t('status.differs')}
          </Badge>
          {writes !== null && <span class="tiny muted">{t('work.user.writes', [t(`plan.${writes}`)])}</span>}
        </span>
      );
    case 'conflict':
      return (
        <Badge tone="warn" icon="conflict">
          {t('status.conflict')}
        </Badge>
      );
    case 'left':
      return (
        <Badge tone="idle" icon="excluded" edge="plain">
          {t('work.stands.left')}
        </Badge>
      );
    case 'unread':
      return (
        <Badge tone="idle" icon="question" edge="dash">
          {t('work.stands.unread')}
        </Badge>
      );
  }
}

/** How old what is shown is. */
function ReadAt({ user: { cms, okta } }: { user: UserAnswer }) {
  return (
    <>
      {cms !== null && (
        <>
          {t('plan.cms')}: <Time at={cms.seenAt} />
        </>
      )}
      {cms !== null && okta !== null && ' · '}
      {okta !== null && (
        <>
          {t('plan.okta')}: <Time at={okta.seenAt} />
        </>
      )}
    </>
  );
}
