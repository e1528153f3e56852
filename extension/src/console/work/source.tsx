import type { RowStatusAnswer } from '@rollcall/shared/api';

import { Badge } from '../../components/badge.tsx';
import { t } from '../../words.ts';

/** What keeps an account on the site: Okta's SCIM client, or the site itself. */
export function Source({ source }: { source: RowStatusAnswer['source'] }) {
  if (source !== 'scim') return <span class="muted">{t('scim.source.site')}</span>;
  return (
    <Badge tone="info" icon="plug" edge="plain" title={t('scim.source.title')}>
      {t('scim.source.okta')}
    </Badge>
  );
}
