import '../../styles/settings.css';
import { t } from '../../words.ts';
import type { ConsolePage } from '../page.ts';
import { AlertsPage } from './alerts/alerts-page.tsx';
import { BrakesPage } from './brakes/brakes-page.tsx';
import { PullPage } from '../pull/pull-page.tsx';
import { ScimPage } from '../scim/scim-page.tsx';
import { ClientsPage } from './clients/clients-page.tsx';
import { GroupsPage } from './groups/groups-page.tsx';
import { HealthPage } from './health/health-page.tsx';
import { MappingPage } from './mapping/mapping-page.tsx';
import { MethodsPage } from './methods/methods-page.tsx';
import { ScopePage } from './scope/scope-page.tsx';
import { SitesPage } from './sites/sites-page.tsx';
import { SupportPage } from './support/support-page.tsx';

/** Pages of the console's settings. */
export const settingPages: ConsolePage[] = [
  page('mapping', 'settings', 'm', MappingPage),
  page('methods', 'settings', null, MethodsPage),
  page('scope', 'settings', null, ScopePage),
  page('groups', 'settings', null, GroupsPage),
  { key: 'scim', title: () => t('scim.title'), group: 'settings', letter: null, component: ScimPage },
  { key: 'pull', title: () => t('pull.title'), group: 'settings', letter: null, component: PullPage },
  page('brakes', 'settings', null, BrakesPage),
  page('sites', 'settings', null, SitesPage),
  page('alerts', 'rollcall', null, AlertsPage),
  page('clients', 'rollcall', null, ClientsPage),
  page('health', 'rollcall', 'h', HealthPage),
  page('support', null, null, SupportPage),
];

type Name =
  | 'mapping'
  | 'methods'
  | 'scope'
  | 'groups'
  | 'brakes'
  | 'sites'
  | 'alerts'
  | 'clients'
  | 'health'
  | 'support';

function page(
  key: Name,
  group: ConsolePage['group'],
  letter: string | null,
  component: ConsolePage['component'],
): ConsolePage {
  return { key, title: () => t(`setting.${key}.title`), group, letter, component };
}
