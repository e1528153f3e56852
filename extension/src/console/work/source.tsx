import type { RowStatusAnswer } from '@rollcall/shared/api';

import { Badge } from '../../components/badge.tsx';
import { t } from '../../words.ts';

/** What keeps an account on the site: Okta's SCIM client, pulls from Okta, or the site itself. */
export function Source({ source }: { source: RowStatusAnswer['source'] }) {
  if (!source) return <span class="muted">{t('kept.word.site')}</span>;
  return (
    <Badge tone="info" icon="plug" edge="plain" title={t(`kept.title.${source}`)}>
      {t(`kept.word.${source}`)}
    </Badge>
  );
}
