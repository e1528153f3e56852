import { expect, it } from 'vitest';

import { namesFrom } from './names.ts';

it('takes one name a line or with commas, without blanks and repeats', () => {
  expect(namesFrom('ann\n  *@contractor.example,\n\nANN; bo ')).toEqual(['ann', '*@contractor.example', 'bo']);
  expect(namesFrom(' \n,')).toEqual([]);
});
