import { age, moment, seconds } from '../../words.ts';

const ways = { age: (iso: string) => age(iso), moment: (iso: string) => moment(iso), seconds };

/** A point in time as people say it, with the full one as its title. `seconds` is for logs. */
export function Time({ at, as = 'age' }: { at: string; as?: keyof typeof ways }) {
  return (
    <time dateTime={at} title={at}>
      {ways[as](at)}
    </time>
  );
}
