import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../words.ts';
import { Glyph } from '../../parts/glyph.tsx';

interface MovesProps {
  /** What the row is called. */
  name: string;
  index: number;
  /** How many rows there are. */
  count: number;
  onEdit(): void;
  onMove(by: 1 | -1): void;
  onRemove(): void;
}

/** What can be done with a row of a list whose order counts. */
export function Moves({ name, index, count, onEdit, onMove, onRemove }: MovesProps) {
  return (
    <span class="row tight">
      <Button small label={t('setting.mapping.editNamed', [name])} onPress={onEdit}>
        {t('setting.mapping.edit')}
      </Button>
      <Button
        small
        look="quiet"
        label={t('setting.mapping.up', [name])}
        unavailable={index === 0 ? t('setting.mapping.isFirst') : null}
        onPress={() => onMove(-1)}
      >
        <Glyph name="up" />
      </Button>
      <Button
        small
        look="quiet"
        label={t('setting.mapping.down', [name])}
        unavailable={index === count - 1 ? t('setting.mapping.isLast') : null}
        onPress={() => onMove(1)}
      >
        <Glyph name="down" />
      </Button>
      <Button small look="quiet" label={t('setting.mapping.remove', [name])} onPress={onRemove}>
        <Icon name="close" />
      </Button>
    </span>
  );
}
