/** Line icons of the console, on the 16 px grid of the others; they stand apart since no page of a site needs them. */
const paths = {
  home: 'M2.5 7 8 2.5 13.5 7v6.5h-11zM6.5 13.5v-4h3v4',
  people:
    'M6 7.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM1.5 13.5c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M10.5 2.6a2.6 2.6 0 0 1 0 4.8M12 9.8c1.6.5 2.5 1.8 2.5 3.7',
  inbox: 'M2 9.5 4 3h8l2 6.5v4H2zM2 9.5h3.5l1 1.5h3l1-1.5H14',
  play: 'M3.5 2.5v11l9-5.5z',
  list: 'M5.5 4H14M5.5 8H14M5.5 12H14M2.3 4v.1M2.3 8v.1M2.3 12v.1',
  map: 'M2 4h4l4 8h4M2 12h4l1.3-2.6M8.7 6.6 10 4h4M12.2 2.2 14 4l-1.8 1.8M12.2 10.2 14 12l-1.8 1.8',
  tiles: 'M2.5 2.5h4.5v4.5H2.5zM9 9h4.5v4.5H9zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5z',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  pulse: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  gear: 'M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M3.4 12.6l1.4-1.4M11.2 4.8l1.4-1.4',
  bell: 'M4 11.5V7a4 4 0 0 1 8 0v4.5l1.2 1.2H2.8zM6.8 14.3h2.4',
  filter: 'M2 3h12L9.5 8.5v4l-3 1.5V8.5z',
  box: 'M2.5 5 8 2l5.5 3v6L8 14l-5.5-3zM2.5 5 8 8l5.5-3M8 8v6',
  key: 'M5.5 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM7.7 7.8 13 2.5M10.5 5l2 2',
  plug: 'M6 2v3.5M10 2v3.5M4 5.5h8v2.5a4 4 0 0 1-8 0zM8 12v2.5',
  stop: 'M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3zM5.4 8h5.2',
  screen: 'M2 3h12v8H2zM5.5 13.5h5M8 11v2.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.4 10.4 14 14',
  chevron: 'M4 6l4 4 4-4',
  up: 'M8 13V3M4 7l4-4 4 4',
  down: 'M8 3v10M4 9l4 4 4-4',
  dash: 'M4 8h8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  arrow: 'M3 8h10M9 4l4 4-4 4',
} as const;

export type GlyphName = keyof typeof paths;

export function Glyph({ name, tone }: { name: GlyphName; tone?: string }) {
  return (
    <svg class={tone === undefined ? 'i' : `i t-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
