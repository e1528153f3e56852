import { useState } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Icon, Mark } from '../../components/icon.tsx';
import { t } from '../../words.ts';
import { addressOf, type ConsolePage } from '../page.ts';
import { pages } from '../pages.ts';
import { Glyph, type GlyphName } from '../parts/glyph.tsx';
import { browserPlace, type Address } from './address.ts';
import { ConnectionSwitcher } from './connection-switcher.tsx';
import { isPaired, type KnownAgent } from './use-agent.ts';

const icons: Record<string, GlyphName> = {
  overview: 'home',
  inbox: 'inbox',
  users: 'people',
  runs: 'play',
  activity: 'list',
  mapping: 'map',
  scope: 'filter',
  methods: 'calendar',
  brakes: 'stop',
  alerts: 'bell',
  clients: 'key',
  groups: 'tiles',
  scim: 'plug',
  pull: 'down',
  sites: 'box',
  health: 'pulse',
  support: 'copy',
};

const groups = ['work', 'settings', 'rollcall'] as const;

interface MenuProps {
  known: KnownAgent;
  /** The connection that pages lead to; null when there is none yet. */
  connection: string | null;
  address: Address | null;
  onShortcuts(): void;
}

/** Header and menu: whose connection this is, and where one can go. */
export function Menu({ known, connection, address, onShortcuts }: MenuProps) {
  const [open, setOpen] = useState(false);
  const shown = known.connections?.find(({ id }) => id === connection) ?? null;
  return (
    <header
      class={open ? 'nav open' : 'nav'}
      onClick={(event) => {
        // A chosen place closes the menu of a narrow window.
        if (event.target instanceof Element && event.target.closest('a')) setOpen(false);
      }}
    >
      <div class="row between">
        <span class="brand">
          <Mark />
          {t('app.name')}
        </span>
        <button
          type="button"
          class="btn menu"
          aria-expanded={open}
          aria-controls="groups"
          onClick={() => setOpen(!open)}
        >
          <Glyph name="list" />
          {t('console.menu')}
        </button>
      </div>
      <ConnectionSwitcher connections={known.connections} present={shown} page={address?.page ?? null} />
      <nav class="groups" id="groups" aria-label={t('console.main')}>
        {groups.map((group) => (
          <Group key={group} {...{ group, connection, address }} />
        ))}
      </nav>
      <div class="foot">
        <span class="row">
          {isPaired(known.agent) ? <Icon name="agree" tone="ok" /> : <Icon name="plug" tone="idle" />}
          {t(footOf(known))}
        </span>
        {known.agent?.version && <span>{t('console.version', [known.agent.agent ?? '', known.agent.version])}</span>}
        <span>
          <Button small look="quiet" onPress={onShortcuts}>
            {t('console.shortcuts')}
          </Button>
        </span>
      </div>
    </header>
  );
}

function Group({
  group,
  connection,
  address,
}: Pick<MenuProps, 'connection' | 'address'> & { group: NonNullable<ConsolePage['group']> }) {
  const listed = connection === null ? [] : pages.filter((page) => page.group === group);
  const withBrowser = group === 'rollcall';
  if (listed.length === 0 && !withBrowser) return null;
  return (
    <div>
      <p class="h" id={`group-${group}`}>
        {t(`console.group.${group}`)}
      </p>
      <ul aria-labelledby={`group-${group}`}>
        {listed.map(({ key, title }) => (
          <li key={key}>
            <a
              href={addressOf(connection ?? '', key)}
              aria-current={address?.connection !== null && address?.page === key ? 'page' : undefined}
            >
              <Glyph name={icons[key] ?? 'dash'} />
              {title()}
            </a>
          </li>
        ))}
        {withBrowser && (
          <li>
            <a href={browserPlace} aria-current={address?.page === 'browser' ? 'page' : undefined}>
              <Glyph name="screen" />
              {t('console.browser')}
            </a>
          </li>
        )}
      </ul>
    </div>
  );
}

function footOf({ agent }: KnownAgent) {
  if (agent === null) return 'console.agentLooking';
  if (isPaired(agent)) return 'console.agentRunning';
  return agent.address === null ? 'console.agentOff' : 'console.agentUnpaired';
}
