/** Words that stand for a value which was taken out before it was kept: its kind, and how long it was. */
const mark = /((?:mail|text|phone|address), \d+|(?<=[": ])(?:number|hidden)(?="|$))/m;

/** A text with a dashed box around each value that was taken out. */
export function Redacted({ text }: { text: string }) {
  return (
    <>
      {text.split(mark).map((part, index) =>
        index % 2 === 1 ? (
          <span key={index} class="redact">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}
