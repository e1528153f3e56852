import type { ComponentChild } from 'preact';

import { fieldName, t } from '../words.ts';

interface FieldTableProps {
  /** Whose fields: names the scrolling group. */
  person: string;
  heads: string[];
  lines: { field: string; cells: ComponentChild[]; tick?: FieldTick | null }[];
}

/** A field that can be left out. */
interface FieldTick {
  on: boolean;
  onToggle: () => void;
}

/** Fields of one person, one a line, with what each column says about them. */
export function FieldTable({ person, heads, lines }: FieldTableProps) {
  return (
    <div class="wrap" tabIndex={0} role="group" aria-label={t('plan.fields', [person])}>
      <table class="diff">
        <thead>
          <tr>
            {[t('plan.field'), ...heads].map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ field, cells, tick = null }) => (
            <tr key={field}>
              <th scope="row">
                {tick === null ? (
                  fieldName(field)
                ) : (
                  <label class="check">
                    <input type="checkbox" checked={tick.on} onChange={tick.onToggle} />
                    {fieldName(field)}
                  </label>
                )}
              </th>
              {cells.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
