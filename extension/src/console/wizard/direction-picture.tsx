import type { ConnectionAnswer } from '@rollcall/shared/api';

const arrows: Record<ConnectionAnswer['direction'], string> = {
  cmsToOkta: 'M104 38h32M128 30l8 8-8 8',
  oktaToCms: 'M104 38h32M112 30l-8 8 8 8',
  both: 'M104 38h32M112 30l-8 8 8 8M128 30l8 8-8 8',
};

/** Two boxes and the way between them; the words stand beside, so it is hidden from assistive technology. */
export function DirectionPicture({ direction }: { direction: ConnectionAnswer['direction'] }) {
  return (
    <svg class="pic" viewBox="0 0 240 76" aria-hidden="true">
      <rect x="20" y="12" width="74" height="52" rx="6" />
      <rect x="146" y="12" width="74" height="52" rx="6" />
      <text x="57" y="42">
        CMS
      </text>
      <text x="183" y="42">
        Okta
      </text>
      <path class="a" d={arrows[direction]} />
    </svg>
  );
}
