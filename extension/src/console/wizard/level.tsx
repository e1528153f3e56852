import type { CheckAnswer } from '@rollcall/shared/api';
import type { ComponentChildren } from 'preact';

import { Badge } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { t } from '../../words.ts';

interface Line {
  what: string;
  works: boolean;
  because: ComponentChildren;
}

/** What the site's answer means for each direction, with the core page that changes it. */
export function Level({ check, onAgain }: { check: CheckAnswer; onAgain(): void }) {
  const { level, url } = check;
  if (level === null) return null;
  return (
    <section class="card" aria-labelledby="level-title">
      <header>
        <h2 id="level-title">{t('wizard.level.title')}</h2>
        <Badge tone={level === 'full' ? 'ok' : 'warn'} icon={level === 'full' ? 'agree' : 'info'}>
          {t(`wizard.level.${level}`)}
        </Badge>
      </header>
      <div class="wrap" tabIndex={0} role="group" aria-label={t('wizard.level.title')}>
        <table class="table flow">
          <thead>
            <tr>
              <th scope="col">{t('wizard.level.what')}</th>
              <th scope="col">{t('wizard.level.works')}</th>
              <th scope="col">{t('wizard.level.because')}</th>
            </tr>
          </thead>
          <tbody>
            {linesOf(check).map(({ what, works, because }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>
                  <Badge tone={works ? 'ok' : 'warn'} icon={works ? 'agree' : 'info'} edge="plain">
                    {works ? t('wizard.level.yes') : t('wizard.level.notYet')}
                  </Badge>
                </td>
                <td class="muted">{because}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {level !== 'full' && (
        <footer>
          <a class="btn s" href={corePage(url, level)} target="_blank" rel="noreferrer">
            {t(`wizard.level.open.${level}`)}
          </a>
          <Button small onPress={onAgain}>
            {t('wizard.level.again')}
          </Button>
        </footer>
      )}
    </section>
  );
}

function linesOf({ level, account, permissions }: CheckAnswer): Line[] {
  const mayRead = permissions.includes('administer users');
  const mayReadRoles = permissions.includes('administer permissions');
  const login = account?.login ?? '';
  return [
    {
      what: t('wizard.level.readAll'),
      works: mayRead,
      because: mayRead ? t('wizard.level.readYes', [login]) : t('wizard.level.readNo'),
    },
    { what: t('wizard.direction.cmsToOkta'), works: mayRead, because: t('wizard.level.enough') },
    {
      what: t('wizard.direction.oktaToCms'),
      works: level === 'full',
      because: level === 'full' ? t('wizard.level.writes') : t('wizard.level.readsOnly'),
    },
    {
      what: t('wizard.level.roles'),
      works: mayReadRoles,
      because: mayReadRoles ? t('wizard.level.rolesYes') : t('wizard.level.rolesNo'),
    },
  ];
}

/** Drupal core's own page for what is missing: JSON:API's operations, or the module itself. */
function corePage(url: string, level: 'read' | 'forms'): string {
  return `${url.replace(/\/+$/, '')}${level === 'read' ? '/admin/config/services/jsonapi' : '/admin/modules'}`;
}
