import type { ConnectionAnswer, ConnectionChange } from '@rollcall/shared/api';
import type { ExplainAnswer } from '@rollcall/shared/api-user';
import { useId, useState } from 'preact/hooks';

import { Badge, type Tone } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { t, valueText } from '../../../words.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useAnswer } from '../../use-answer.ts';
import { useTried } from '../../use-tried.ts';
import { FilterResult } from './filter-result.tsx';
import { useLater } from './use-later.ts';

interface TesterProps {
  connection: ConnectionAnswer;
  /** Settings to try that need not be saved. */
  changes: ConnectionChange;
}

/** Tries the settings on a real user: every value with the rule that made it, and why somebody is left out. */
export function Tester({ connection, changes }: TesterProps) {
  const [typed, setTyped] = useState('');
  const name = useLater(typed.trim());
  const later = useLater(changes);
  const asked = { path: { id: connection.id, user: name }, body: later };
  const { answer, problem, loading } = useTried('explain', name === '' ? null : asked);
  return (
    <section class="card" aria-labelledby="tester">
      <header>
        <h2 id="tester">{t('setting.tester.title')}</h2>
      </header>
      <div class="in stack">
        <UserField connection={connection.id} value={typed} hint={t('setting.tester.userHint')} onInput={setTyped} />
        {name !== '' && loading && answer === null && <p class="small muted">{t('setting.tester.reading')}</p>}
        {problem !== null && <ProblemBox problem={problem} alert={false} />}
        {answer !== null && problem === null && <Explained answer={answer} />}
      </div>
    </section>
  );
}

interface UserFieldProps {
  connection: string;
  value: string;
  /** How a user is named. */
  hint: string;
  onInput(text: string): void;
}

/** A user by name; those of the site are offered while one types. */
export function UserField({ connection, value, hint, onInput }: UserFieldProps) {
  const id = useId();
  const q = useLater(value.trim(), 250);
  const { value: found } = useAnswer('users', { path: { id: connection }, query: { q, limit: 6 } });
  return (
    <div class="field">
      <label for={id}>{t('setting.tester.user')}</label>
      <span class="hint" id={`${id}-hint`}>
        {hint}
      </span>
      <input
        id={id}
        type="search"
        value={value}
        list={`${id}-list`}
        autoComplete="off"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id={`${id}-list`}>
        {found?.users.map((user) => (
          <option key={user.id} value={user.login}>
            {user.label}
          </option>
        ))}
      </datalist>
    </div>
  );
}

function Explained({ answer }: { answer: ExplainAnswer }) {
  const { user, inScope, verdict, problem, rules, filter } = answer;
  const standing = filter?.outcome === 'undecided' ? 'undecided' : inScope ? 'in' : 'out';
  return (
    <>
      <Banner
        tone={inScope ? 'info' : 'idle'}
        icon={inScope ? 'info' : 'excluded'}
        cause={
          <>
            <bdi>{user.login}</bdi>: {t(standings[standing])}
          </>
        }
        next={verdict}
        detail={problem?.detail ?? null}
      />
      {filter !== null && <FilterResult filter={filter} />}
      <dl class="stack small">
        {rules.map((rule, index) => (
          <RuleResult key={index} rule={rule} />
        ))}
      </dl>
    </>
  );
}

const standings = {
  in: 'setting.tester.in',
  out: 'setting.tester.out',
  undecided: 'expression.isUndecided',
} as const;

const looks: Record<ExplainAnswer['rules'][number]['outcome'], { tone: Tone; icon: IconName }> = {
  used: { tone: 'ok', icon: 'agree' },
  later: { tone: 'idle', icon: 'pause' },
  empty: { tone: 'idle', icon: 'excluded' },
  failed: { tone: 'bad', icon: 'failed' },
};

function RuleResult({ rule }: { rule: ExplainAnswer['rules'][number] }) {
  const { outcome, problem, okta, cms, toOkta } = rule;
  const isHidden = outcome === 'used' && rule.value === null;
  return (
    <div>
      <dt class="row between">
        <code>{okta}</code>
        <Badge {...looks[outcome]} edge="plain">
          {t(`setting.tester.${outcome}`)}
        </Badge>
      </dt>
      <dd>
        {outcome === 'failed' && problem !== null ? (
          <>
            {problem.detail} <span class="muted">{problem.next}</span>
          </>
        ) : isHidden ? (
          <span class="redact">{t('setting.tester.hidden')}</span>
        ) : (
          <b>{valueText(okta, rule.value)}</b>
        )}
        <br />
        <span class="muted tiny">
          {toOkta === null ? t('setting.tester.from', [cms]) : t('setting.tester.made', [toOkta])}
        </span>
      </dd>
    </div>
  );
}
