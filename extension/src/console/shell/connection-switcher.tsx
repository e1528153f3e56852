import type { ConnectionAnswer } from '@rollcall/shared/api';
import { useEffect, useRef, useState } from 'preact/hooks';

import { t } from '../../words.ts';
import { addressOf } from '../page.ts';
import { findPage, firstPage } from '../pages.ts';
import { Glyph } from '../parts/glyph.tsx';
import { setupPlace } from './address.ts';

interface SwitcherProps {
  connections: ConnectionAnswer[] | null;
  present: ConnectionAnswer | null;
  /** The page that is open: another connection opens at the same one. */
  page: string | null;
}

/** Which connection the pages show, in words and with the colour of its edge, and the way to the others. */
export function ConnectionSwitcher({ connections, present, page }: SwitcherProps) {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: Event): void => {
      if (!(event.target instanceof Node && place.current?.contains(event.target))) setOpen(false);
    };
    document.addEventListener('pointerdown', elsewhere);
    document.addEventListener('focusin', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      document.removeEventListener('focusin', elsewhere);
    };
  }, [open]);
  if (present === null)
    return (
      <div class="conn">
        <a href={setupPlace}>
          <b>{t('console.noConnection')}</b>
          <span class="org">{t('console.addConnection')}</span>
        </a>
      </div>
    );
  const target = page !== null && findPage(page)?.group ? page : firstPage();
  return (
    <div
      ref={place}
      class={`conn edge-${edgeOf(present)}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls="connections"
        onClick={() => setOpen(!open)}
      >
        <b>
          <span class="vh">{`${t('console.connection')} `}</span>
          {present.name}
        </b>
        <span class="org">{` ${standing(present)}`}</span>
        <Glyph name="chevron" />
      </button>
      {open && <ConnectionList {...{ connections, present, target }} onChosen={() => setOpen(false)} />}
    </div>
  );
}

interface ListProps {
  connections: ConnectionAnswer[] | null;
  present: ConnectionAnswer;
  /** The page that a chosen connection opens at. */
  target: string;
  onChosen(): void;
}

function ConnectionList({ connections, present, target, onChosen }: ListProps) {
  return (
    <ul id="connections" class="pick" aria-label={t('console.connections')} onClick={onChosen}>
      {connections?.map((connection) => (
        <li key={connection.id}>
          <a
            class={`edge-${edgeOf(connection)}`}
            href={addressOf(connection.id, target)}
            aria-current={connection.id === present.id ? 'true' : undefined}
          >
            <span>{connection.name}</span>
            <span class="org">{standing(connection)}</span>
          </a>
        </li>
      ))}
      <li>
        <a href={setupPlace}>{t('console.addConnection')}</a>
      </li>
    </ul>
  );
}

/** Org and standing in words: `harbor.okta.example · Live`. */
function standing({ okta, ...rest }: ConnectionAnswer): string {
  const org = okta === null ? t('options.oktaMissing') : new URL(okta.url).host;
  return `${org} · ${t(`console.standing.${standingOf(rest)}`)}`;
}

function standingOf({ mode, colour, pausedFor }: Pick<ConnectionAnswer, 'mode' | 'colour' | 'pausedFor'>) {
  if (mode === 'paused' || pausedFor !== null) return 'paused';
  return mode === 'report' ? (`${colour}Report` as const) : colour;
}

function edgeOf({ mode, colour, pausedFor }: ConnectionAnswer): string {
  return mode === 'paused' || pausedFor !== null ? 'paused' : colour;
}
