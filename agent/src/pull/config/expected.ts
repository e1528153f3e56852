import type { z } from 'zod';

/** What a value of a file should have been, as a sentence that quotes nothing of it. */
export function expectedText(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'invalid_type') return typeTexts[issue.expected] ?? other;
  if (issue?.code === 'invalid_value') return `One of ${issue.values.map(String).join(', ')} is expected.`;
  if (issue?.code === 'invalid_union' && issue.message.endsWith('.')) return issue.message;
  return other;
}

const other = 'The value is not as expected.';

const typeTexts: Partial<Record<z.core.$ZodIssueInvalidType['expected'], string>> = {
  string: 'A text is expected.',
  boolean: 'Yes or no is expected.',
  array: 'A list is expected.',
};
