import type { TrialAnswer } from '@rollcall/shared/api-pull';

import { Badge, type Tone } from '../../../components/badge.tsx';
import { Banner } from '../../../components/banner.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { list, t, valueText } from '../../../words.ts';

interface Look {
  tone: Tone;
  icon: IconName;
}

const outcomes: Record<TrialAnswer['outcome'], Look> = {
  in: { tone: 'info', icon: 'info' },
  filtered: { tone: 'idle', icon: 'excluded' },
  noGroup: { tone: 'idle', icon: 'excluded' },
  undecided: { tone: 'bad', icon: 'failed' },
};

const rules: Record<TrialAnswer['rules'][number]['outcome'], Look> = {
  applied: { tone: 'ok', icon: 'agree' },
  no: { tone: 'idle', icon: 'excluded' },
  undecided: { tone: 'bad', icon: 'failed' },
};

/** What a pull would make of the user: in scope or why not, and what gives each value and role. */
export function TrialResult({ answer }: { answer: TrialAnswer }) {
  const { user, outcome, why, groups } = answer;
  return (
    <div class="stack" role="status">
      <Banner
        {...outcomes[outcome]}
        cause={
          <>
            <bdi>{user.login}</bdi>: {t(`pull.try.outcome.${outcome}`)}
          </>
        }
        next={why}
      />
      {groups.length > 0 && <p class="small muted">{t('pull.try.groups', [list(groups.map(({ name }) => name))])}</p>}
      <Roles roles={answer.roles} />
      <Values values={answer.values} />
      <Rules asked={answer.rules} />
    </div>
  );
}

const ruleName = (index: number) => t('pull.rules.rule', [String(index + 1)]);

function Roles({ roles }: Pick<TrialAnswer, 'roles'>) {
  if (roles.length === 0) return null;
  return (
    <>
      <h3 class="small strong">{t('pull.groups.roles')}</h3>
      <dl class="stack small">
        {roles.map(({ id, name, from, power }) => (
          <div key={id}>
            <dt class="row between">
              <bdi>{name}</bdi>
              {power && (
                <Badge tone="warn" icon="shield" edge="plain">
                  {t('pull.try.never')}
                </Badge>
              )}
            </dt>
            <dd class="muted tiny">
              {t('pull.try.givenBy', [list(from.map((each) => ('group' in each ? each.group : ruleName(each.rule))))])}
              {power && ` ${t('pull.flaw.power')}`}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Values({ values }: Pick<TrialAnswer, 'values'>) {
  if (values.length === 0) return null;
  return (
    <>
      <h3 class="small strong">{t('pull.values.title')}</h3>
      <dl class="stack small">
        {values.map(({ name, field, value, from, rule }, index) => (
          <div key={index}>
            <dt class="row between">
              <code>{name}</code>
              {field === null ? (
                <Badge tone="idle" icon="excluded" edge="plain">
                  {t('pull.try.noField')}
                </Badge>
              ) : (
                <code class="muted">{field}</code>
              )}
            </dt>
            <dd>
              <b>{valueText(name, value)}</b>
              <br />
              <span class="muted tiny">
                {rule === null ? t('setting.tester.made', [from]) : t('pull.try.setBy', [ruleName(rule), from])}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Rules({ asked }: { asked: TrialAnswer['rules'] }) {
  if (asked.length === 0) return null;
  return (
    <>
      <h3 class="small strong">{t('pull.rules.title')}</h3>
      <dl class="stack small">
        {asked.map(({ outcome, problem }, index) => (
          <div key={index}>
            <dt class="row between">
              {ruleName(index)}
              <Badge {...rules[outcome]} edge="plain">
                {t(`pull.try.rule.${outcome}`)}
              </Badge>
            </dt>
            {problem !== null && <dd>{problem}</dd>}
          </div>
        ))}
      </dl>
    </>
  );
}
