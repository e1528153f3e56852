import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';

import { Badge } from '../../components/badge.tsx';
import { list, t } from '../../words.ts';
import { Tick } from '../parts/tick.tsx';
import { needRead, operations, withTick, type Ticks } from './operations.ts';

interface MethodCardProps {
  name: 'manual' | 'automatic' | 'scheduled' | 'scim' | 'pull';
  ticks: Ticks;
  onTicks(ticks: Ticks): void;
  /** It can't be switched off: a person who presses Sync is always there. */
  alwaysOn?: boolean;
  /** Its details. */
  children: ComponentChildren;
}

/** One way in which users are synced: whether it is on, what it may do, and its details behind Configure. */
export function MethodCard({ name, ticks, onTicks, alwaysOn = false, children }: MethodCardProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const word = t(`wizard.methods.${name}`);
  const forced = needRead(ticks.operations).map((operation) => t(`wizard.operation.${operation}`));
  // A method that is switched on for the first time starts with what the manual one does at least.
  const switchOn = (on: boolean): void =>
    onTicks({ on, operations: on && ticks.operations.length === 0 ? ['read', 'create', 'update'] : ticks.operations });
  return (
    <section class="card" aria-labelledby={id}>
      <div class="in stack">
        <div class="row between top">
          <div class="grow">
            <h2 id={id}>{word}</h2>
            <p class="small muted measure">{t(`wizard.methods.${name}Text`)}</p>
          </div>
          {!ticks.on && (
            <Badge tone="idle" icon="off">
              {t('wizard.methods.off')}
            </Badge>
          )}
          <button
            type="button"
            class="btn s"
            aria-label={t('wizard.methods.configureNamed', [word])}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t('wizard.methods.configure')}
          </button>
        </div>
        {!alwaysOn && (
          <Tick checked={ticks.on} onChange={switchOn}>
            {t('wizard.methods.on', [word])}
          </Tick>
        )}
        {ticks.on && (
          <fieldset class="part">
            <legend>{t('wizard.methods.may')}</legend>
            <div class="ticks">
              {operations.map((operation) => (
                <Tick
                  key={operation}
                  checked={ticks.operations.includes(operation)}
                  unavailable={
                    operation === 'read' && forced.length > 0 ? t('wizard.methods.needed', [list(forced)]) : null
                  }
                  onChange={(on) => onTicks({ ...ticks, operations: withTick(ticks.operations, operation, on) })}
                >
                  {t(`wizard.operation.${operation}`)}
                </Tick>
              ))}
            </div>
          </fieldset>
        )}
        {open && children}
      </div>
    </section>
  );
}
