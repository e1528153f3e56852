import type { PushedGroupAnswer } from '@rollcall/shared/api-pushed';

import { Badge, type Tone } from '../../../components/badge.tsx';
import { Button } from '../../../components/button.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { number, problemWords, t } from '../../../words.ts';
import { addressOf } from '../../page.ts';
import { LinkButton } from '../../parts/link-button.tsx';
import { Select } from '../../parts/select.tsx';
import type { Lines, PushedLine } from './columns.tsx';

type Cell = Lines & PushedLine;

const none = '';

/** The role of a pushed group, or the choice of one: what would come of it is shown before it counts. */
export function PushedRole({ group, roles, locked, onAsk }: Cell) {
  const { role, madeRole, name } = group;
  if (locked !== null)
    return role === null ? <span class="muted">{t('pushed.noRole')}</span> : <RoleName {...{ role, madeRole }} />;
  const listed = roles.map((each) => ({ value: each.id, word: each.name }));
  const isListed = role === null || roles.some(({ id }) => id === role.id);
  const options = [
    { value: none, word: t(role === null ? 'pushed.choose' : 'pushed.take') },
    ...(isListed ? [] : [{ value: role.id, word: role.name }]),
    ...listed,
  ];
  return (
    <span class="rule role">
      <Select
        quiet
        label={t('pushed.roleOf', [name])}
        value={role?.id ?? none}
        options={options}
        onChange={(to) => {
          if (to === (role?.id ?? none)) return;
          onAsk(to === none ? { is: 'take', group } : { is: 'preview', group, role: to });
        }}
      />
      {madeRole && <small class="muted">{t('pushed.made')}</small>}
    </span>
  );
}

function RoleName({ role, madeRole }: { role: NonNullable<PushedGroupAnswer['role']>; madeRole: boolean }) {
  return (
    <>
      {role.name} {madeRole && <span class="muted tiny">({t('pushed.made')})</span>}
    </>
  );
}

/** Whether a group waits for somebody to name a powerful role. */
function isPowerful({ role, problem }: PushedGroupAnswer): boolean {
  return role === null && problem?.code === 'privileged_group';
}

const looks: Record<PushedGroupAnswer['state'], { tone: Tone; icon: IconName }> = {
  agrees: { tone: 'ok', icon: 'agree' },
  working: { tone: 'info', icon: 'sync' },
  stuck: { tone: 'bad', icon: 'failed' },
  noRole: { tone: 'warn', icon: 'risk' },
  held: { tone: 'hold', icon: 'hold' },
};

export function PushedStatus({ group }: PushedLine) {
  const { state, settled, open, problem } = group;
  if (isPowerful(group))
    return (
      <Badge tone="idle" icon="shield">
        {t('pushed.privileged')}
      </Badge>
    );
  return (
    <span class="rule">
      <span>
        <Badge {...looks[state]} spin={state === 'working'}>
          {state === 'working'
            ? t('pushed.is.working', [number(settled), number(settled + open)])
            : t(`pushed.is.${state}`)}
        </Badge>
      </span>
      {problem !== null && (
        <small class="muted">
          {problemWords(problem).title}. {problem.detail}
        </small>
      )}
    </span>
  );
}

/** The one thing to do about a group. */
export function PushedAction({ connection, group, onAsk }: Cell) {
  const { name, role, plan } = group;
  const button = (word: string, label: string, onPress: () => void) => (
    <Button small label={label} onPress={onPress}>
      {word}
    </Button>
  );
  if (plan !== null)
    return (
      <LinkButton
        small
        href={addressOf(connection, 'run', [plan])}
        label={t('pushed.reviewNamed', [t('action.review'), name])}
      >
        {t('action.review')}
      </LinkButton>
    );
  if (isPowerful(group)) return button(t('action.why'), t('actionOn.why', [name]), () => onAsk({ is: 'why', group }));
  if (role === null) return null;
  return button(t('pushed.preview'), t('pushed.previewNamed', [name]), () =>
    onAsk({ is: 'preview', group, role: role.id }),
  );
}
