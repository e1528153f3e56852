import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorKinds } from '@rollcall/shared/error';
import { rowStatus } from '@rollcall/shared/api';
import { action } from '@rollcall/shared/api-basics';
import { describe, expect, it } from 'vitest';

import { readLocale, type Messages } from './testing/locale.ts';

const en = await readLocale('en');
const de = await readLocale('de');
const plural = ' | ';

describe('locales', () => {
  it('have the same texts', () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  });

  it('have names that a browser takes', () => {
    expect(Object.keys(en).filter((key) => !/^[A-Za-z0-9_@]+$/.test(key))).toEqual([]);
  });

  it('have the same placeholders and plural forms, and no empty text', () => {
    const shape = (text = '') => ({
      empty: text === '',
      marks: [...new Set(text.match(/\$\d/g) ?? [])].sort(),
      forms: text.split(plural).length,
    });
    const shapes = (locale: Messages) => Object.keys(en).map((key) => ({ key, ...shape(locale[key]?.message) }));
    expect(shapes(de)).toEqual(shapes(en));
    expect(shapes(en).filter(({ empty }) => empty)).toEqual([]);
  });

  it.each(Object.keys(errorKinds))('tell cause and next step of %s', (code) => {
    for (const locale of [en, de]) {
      expect(locale[`problem_${code}_title`]?.message).toMatch(/[^.]$/);
      expect(locale[`problem_${code}_next`]?.message).toMatch(/\.$/);
    }
  });

  it.each(rowStatus.shape.status.options)('name and explain the badge %s', (status) => {
    for (const locale of [en, de]) {
      expect(locale[`status_${status}`]?.message).toBeTruthy();
      expect(locale[`meaning_${status}`]?.message).toMatch(/\.$/);
    }
  });

  it.each(rowStatus.shape.action.options)('name the button %s, whose long name begins with its word', (name) => {
    for (const locale of [en, de]) {
      const word = locale[`action_${name}`]?.message ?? 'missing';
      const long = locale[`actionOn_${name}`]?.message ?? '';
      expect(long.startsWith(word)).toBe(true);
      expect(long).toContain('$1');
    }
  });

  it.each(action.options)('say what a plan does with %s', (name) => {
    for (const locale of [en, de]) expect(locale[`doing_${name}`]?.message).toBeTruthy();
  });

  it('use no word that the style forbids', async () => {
    const text = await readFile(path.join(import.meta.dirname, '..', 'locales', 'en.yml'), 'utf8');
    expect(text).not.toMatch(/\b(please|sorry|oops|reconcile|upsert|payload|OK)\b|!/i);
  });
});
