import { describe, expect, it } from 'vitest';

import { Catalogue } from './catalogue.ts';

const { say } = new Catalogue(
  {
    sentences: {
      'Nothing was written.': 'Es wurde nichts geschrieben.',
      '{0} is protected (an administrator of the site).': '{0} ist geschützt (Administrator der Website).',
      'Plan {0} was applied already.': 'Plan {0} wurde schon angewendet.',
      'There is no run "{0}".': 'Es gibt keinen Lauf „{0}“.',
      '{0} is switched off for this method.': 'Für diese Methode nicht eingeschaltet: {0:words}.',
      'Set aside after {0} failures in a row: {1}': 'Beiseitegelegt nach {0} Fehlschlägen in Folge: {1:words}',
      'Would be {0}.': 'Würde {0:words}.',
      'created in Okta': 'in Okta angelegt',
      'Okta says: {0}': 'Okta sagt: {0}',
      '{0} MB free where the state is kept.': '{0:number} MB frei, wo der Stand liegt.',
      'Tested {0}.': 'Getestet: {0:time}.',
      '{0} decide who can sign in.': '{0:list} entscheiden, wer sich anmelden kann.',
      '{0} user would be created, the limit for one run is {1}': '{0} Benutzer würde angelegt; die Grenze ist {1}',
      'Nothing is written until a person approves this plan.': 'Ohne Freigabe wird nichts geschrieben.',
      '{0} Nothing was saved.': '{0:words} Es wurde nichts gespeichert.',
    },
    words: {
      and: 'und',
      or: 'oder',
      ', then': ', dann',
      create: 'anlegen',
      delete: 'löschen',
      suspended: 'ausgesetzt',
    },
  },
  'de',
);

describe('a text of the agent in another language', () => {
  it('is found as a whole, and with what was put in', () => {
    expect(say('Nothing was written.')).toBe('Es wurde nichts geschrieben.');
    expect(say('There is no run "R-0007".')).toBe('Es gibt keinen Lauf „R-0007“.');
  });

  it('is said sentence by sentence, and stays English where it is not known', () => {
    expect(say('Plan P-1 was applied already. Nothing was written.')).toBe(
      'Plan P-1 wurde schon angewendet. Es wurde nichts geschrieben.',
    );
    expect(say('Somebody else wrote this. Nothing was written.')).toBe(
      'Somebody else wrote this. Es wurde nichts geschrieben.',
    );
    expect(say('')).toBe('');
  });

  it('keeps names as they are, also those that look like an end, a pattern or a sentence', () => {
    expect(say('J. R. Ewing is protected (an administrator of the site).')).toBe(
      'J. R. Ewing ist geschützt (Administrator der Website).',
    );
    expect(say('There is no run "Nothing was written.".')).toBe('Es gibt keinen Lauf „Nothing was written.“.');
    expect(say('There is no run "{0} $& create".')).toBe('Es gibt keinen Lauf „{0} $& create“.');
  });

  it('says words, and sentences in sentences, only where the translation asks for it', () => {
    expect(say('Create and delete is switched off for this method.')).toBe(
      'Für diese Methode nicht eingeschaltet: Anlegen und löschen.',
    );
    expect(say('Would be created in Okta, then suspended.')).toBe('Würde in Okta angelegt, dann ausgesetzt.');
    expect(say('Set aside after 3 failures in a row: Nothing was written.')).toBe(
      'Beiseitegelegt nach 3 Fehlschlägen in Folge: Es wurde nichts geschrieben.',
    );
    expect(say('Would be created in Okta, then made by somebody.')).toBe(
      'Würde in Okta angelegt, dann made by somebody.',
    );
    expect(say('Nothing was written. (create; not ours)')).toBe('Es wurde nichts geschrieben. (anlegen; not ours)');
    expect(say('Okta says: Nothing was written.')).toBe('Okta sagt: Nothing was written.');
    expect(say('Nothing was written. Nothing was saved.')).toBe(
      'Es wurde nichts geschrieben. Es wurde nichts gespeichert.',
    );
  });

  it('writes numbers, times and lists in the reader’s form', () => {
    expect(say('12,345 MB free where the state is kept.')).toBe('12.345 MB frei, wo der Stand liegt.');
    expect(say('Tested 2026-01-15T09:00:00.000Z.')).toMatch(/^Getestet: 15\.01\.2026, \d\d:00\.$/);
    expect(say('“ann.lee” and "li.wei" decide who can sign in.')).toBe(
      '„ann.lee“ und „li.wei“ entscheiden, wer sich anmelden kann.',
    );
    expect(say('login, email and uid decide who can sign in.')).toBe(
      'login, email und uid entscheiden, wer sich anmelden kann.',
    );
  });

  it('takes a stop that was added, and a lead before a colon', () => {
    expect(
      say('5 user would be created, the limit for one run is 3. Nothing is written until a person approves this plan.'),
    ).toBe('5 Benutzer würde angelegt; die Grenze ist 3. Ohne Freigabe wird nichts geschrieben.');
    expect(say('Created in Okta.')).toBe('In Okta angelegt.');
    expect(say('Harbor: Nothing was written.')).toBe('Harbor: Es wurde nichts geschrieben.');
  });

  it('takes no name of JavaScript for a text', () => {
    for (const name of ['constructor', '__proto__', 'toString.'])
      expect([say(name), say(`${name} is switched off for this method.`)]).toEqual([
        name,
        `Für diese Methode nicht eingeschaltet: ${name}.`,
      ]);
  });

  it('answers a long text of somebody else at once', () => {
    const long = 'Not one of ours. '.repeat(5000);
    const start = performance.now();
    expect(say(long)).toBe(long);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
