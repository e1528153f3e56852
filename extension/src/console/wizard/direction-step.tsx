import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { useEffect, useState } from 'preact/hooks';

import { Banner } from '../../components/banner.tsx';
import { send } from '../../send.ts';
import { t } from '../../words.ts';
import { call } from '../call.ts';
import { Field } from '../parts/field.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { Radios } from '../parts/radio.tsx';
import { roleOf } from '../shell/use-agent.ts';
import { DirectionPicture } from './direction-picture.tsx';
import { Onward } from './onward.tsx';
import type { StepProps } from './step-props.ts';

const directions = ['cmsToOkta', 'oktaToCms', 'both'] as const;

type Draft = Pick<ConnectionAnswer, 'direction' | 'name' | 'colour'>;

/** Step 1: which way changes travel. Going on makes the connection, in report mode. */
export function DirectionStep({ known, connection, back, onNext }: StepProps) {
  const [draft, setDraft] = useState<Draft>(draftOf(connection));
  const [problem, setProblem] = useState<ProblemAnswer | null>(null);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  useEffect(() => {
    if (connection !== null) return;
    // The site that was enabled a step before lends the connection its name.
    void send('sites', {}).then((reply) => {
      const site = reply.ok ? reply.value[0] : undefined;
      if (site) setDraft((before) => (before.name === '' ? { ...before, name: new URL(site.origin).host } : before));
    });
  }, [connection]);
  const next = async (): Promise<void> => {
    const body = { ...draft, name: draft.name.trim() };
    const outcome =
      connection === null
        ? await call('addConnection', { body })
        : await call('changeConnection', { path: { id: connection.id }, body });
    if (!outcome.ok) return setProblem(outcome.problem);
    await known.look();
    onNext(outcome.value.id);
  };
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('wizard.direction.title')}</h1>
      </div>
      <p class="measure muted">{t('wizard.direction.text')}</p>
      <Cards chosen={draft.direction} onChoose={(direction) => change({ direction })} />
      <Banner tone="info" icon="info" cause={t('wizard.direction.works')} next={t('wizard.direction.worksNext')} />
      <About draft={draft} change={change} />
      {problem !== null && <ProblemBox problem={problem} />}
      <Onward back={back} unavailable={unavailable(known, draft)} onNext={() => void next()} />
    </>
  );
}

interface CardsProps {
  chosen: Draft['direction'];
  onChoose(direction: Draft['direction']): void;
}

/** A card with a picture for each direction. */
function Cards({ chosen, onChoose }: CardsProps) {
  return (
    <fieldset>
      <legend class="vh">{t('wizard.step.direction')}</legend>
      <div class="choices">
        {directions.map((direction) => (
          <label key={direction} class="choice">
            <DirectionPicture direction={direction} />
            <span class="words">
              <input
                type="radio"
                name="direction"
                value={direction}
                checked={direction === chosen}
                onChange={() => onChoose(direction)}
              />
              <span>
                <b>{t(`wizard.direction.${direction}`)}</b>
                <br />
                <span class="small muted">{t(`wizard.direction.${direction}Text`)}</span>
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Name and kind of the connection. */
function About({ draft, change }: { draft: Draft; change(part: Partial<Draft>): void }) {
  return (
    <div class="card">
      <div class="in stack wide-gap">
        <Field
          label={t('wizard.direction.name')}
          hint={t('wizard.direction.nameHint')}
          value={draft.name}
          onInput={(name) => change({ name })}
        />
        <Radios
          legend={t('wizard.direction.colour')}
          name="colour"
          value={draft.colour}
          options={(['live', 'test', 'practice'] as const).map((colour) => ({
            value: colour,
            words: t(`console.standing.${colour}`),
            note: t(`wizard.direction.${colour}`),
          }))}
          onChange={(colour) => change({ colour })}
        />
      </div>
    </div>
  );
}

function draftOf(connection: ConnectionAnswer | null): Draft {
  if (connection === null) return { direction: 'cmsToOkta', name: '', colour: 'live' };
  const { direction, name, colour } = connection;
  return { direction, name, colour };
}

function unavailable({ agent }: StepProps['known'], { name }: Draft): string | null {
  if (roleOf(agent) !== 'owner') return t('wizard.ownerOnly');
  return name.trim() === '' ? t('wizard.direction.nameNeeded') : null;
}
