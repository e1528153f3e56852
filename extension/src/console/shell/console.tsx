import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Banner } from '../../components/banner.tsx';
import { language, t } from '../../words.ts';
import { BrowserPage } from '../browser/browser-page.tsx';
import { addressOf } from '../page.ts';
import { findPage, firstPage } from '../pages.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { Wizard } from '../wizard/wizard.tsx';
import { browserPlace, setupPlace, type Address } from './address.ts';
import { Menu } from './menu.tsx';
import { ProblemBanner } from './problem-banner.tsx';
import { ShortcutList } from './shortcut-list.tsx';
import { listenToKeys } from './shortcuts.ts';
import { replaceAddress, useAddress } from './use-address.ts';
import { isPaired, roleOf, useAgent, type KnownAgent } from './use-agent.ts';

const lastKey = 'connection';

/** The whole console: one address, one page. */
export function Console() {
  const known = useAgent();
  const address = useAddress();
  useFirstPlace(known, address);
  useFocusOnHeading(address);
  const chosen = chosenConnection(known.connections, address);
  useEffect(() => {
    if (chosen !== null) localStorage.setItem(lastKey, chosen);
  }, [chosen]);
  if (address?.page === 'setup')
    return (
      <div class="rc" lang={language()}>
        <Wizard known={known} connection={address.connection} step={address.rest[0]} />
      </div>
    );
  return (
    <Frame known={known} address={address} chosen={chosen}>
      <Place known={known} address={address} />
    </Frame>
  );
}

interface FrameProps {
  known: KnownAgent;
  address: Address | null;
  chosen: string | null;
  children: ComponentChildren;
}

function Frame({ known, address, chosen, children }: FrameProps) {
  const [listed, setListed] = useState(false);
  const present = useRef(chosen);
  present.current = chosen;
  useEffect(() => listenToKeys({ connection: () => present.current, onList: () => setListed(true) }), []);
  const shown = address?.connection ?? null;
  return (
    <div class="rc" lang={language()}>
      <a
        class="btn skip"
        href="#main"
        onClick={(event) => {
          // The address behind # belongs to the router.
          event.preventDefault();
          focusHeading();
        }}
      >
        {t('console.skip')}
      </a>
      <div class="shell">
        <Menu known={known} connection={chosen} address={address} onShortcuts={() => setListed(true)} />
        <main class="main" id="main" tabIndex={-1}>
          <div class="page">
            {address?.page !== 'browser' && (
              <ProblemBanner known={known} connection={known.connections?.find(({ id }) => id === shown) ?? null} />
            )}
            {children}
          </div>
        </main>
      </div>
      {listed && <ShortcutList onClose={() => setListed(false)} />}
    </div>
  );
}

function Place({ known, address }: { known: KnownAgent; address: Address | null }) {
  if (address?.page === 'browser') return <BrowserPage known={known} />;
  if (address === null || known.connections === null) return <Waiting known={known} />;
  const connection = known.connections.find(({ id }) => id === address.connection);
  const page = findPage(address.page);
  if (connection === undefined || page === null) return <NoSuchPlace connection={connection ?? null} />;
  const Page = page.component;
  return (
    <Page
      // A page of one connection must not show what it has read of another.
      key={connection.id}
      connection={connection}
      rest={address.rest}
      query={address.query}
      role={roleOf(known.agent)}
      onChanged={() => void known.look()}
    />
  );
}

/** Nothing was read yet, or can be: the banner above says why. */
function Waiting({ known }: { known: KnownAgent }) {
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('options.title')}</h1>
      </div>
      {known.agent === null ? (
        <p class="muted">{t('options.lookingFor')}</p>
      ) : (
        <div class="card">
          <EmptyState icon="screen" title={t('console.nothingYet')} text={t('console.nothingYetText')}>
            <LinkButton href={isPaired(known.agent) ? setupPlace : browserPlace}>{t('console.browser')}</LinkButton>
          </EmptyState>
        </div>
      )}
    </>
  );
}

function NoSuchPlace({ connection }: { connection: ConnectionAnswer | null }) {
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{t('console.noPlace')}</h1>
      </div>
      <Banner tone="idle" icon="question" cause={t('console.noPlaceText')} next={t('console.noPlaceNext')}>
        {connection !== null && (
          <LinkButton small href={addressOf(connection.id, firstPage())}>
            {connection.name}
          </LinkButton>
        )}
      </Banner>
    </>
  );
}

/** The connection whose pages the menu opens: the one in the address, else the last, else the first. */
function chosenConnection(connections: ConnectionAnswer[] | null, address: Address | null): string | null {
  const wanted = [address?.connection, localStorage.getItem(lastKey)];
  const found = wanted.find((id) => connections?.some((connection) => connection.id === id));
  return found ?? connections?.[0]?.id ?? null;
}

/** An address without a page becomes the first that makes sense: the set-up, or the connection’s first page. */
function useFirstPlace({ agent, connections }: KnownAgent, address: Address | null): void {
  const isNowhere = address === null;
  const first = chosenConnection(connections, null);
  useEffect(() => {
    if (!isNowhere || agent === null) return;
    if (first !== null) replaceAddress(addressOf(first, firstPage()));
    else if (agent.pairing === null || connections !== null) replaceAddress(setupPlace);
  }, [isNowhere, agent, connections, first]);
}

/** After a change of page its heading has the focus, so that it is read. */
function useFocusOnHeading(address: Address | null): void {
  const key = address === null ? '' : [address.connection, address.page, ...address.rest].join('/');
  const former = useRef('');
  useEffect(() => {
    const cameFrom = former.current;
    former.current = key;
    if (cameFrom === '' || cameFrom === key) return;
    scrollTo(0, 0);
    focusHeading();
  }, [key]);
}

/** Puts the focus on the page's heading; on the page itself while there is none. */
function focusHeading(): void {
  const place = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  place?.setAttribute('tabindex', '-1');
  place?.focus({ preventScroll: true });
}
