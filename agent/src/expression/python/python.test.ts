import { describe, expect, it } from 'vitest';

import { compile } from '../compile.ts';
import type { Schema } from '../vocabulary.ts';
import { pythonToCel } from './translate.ts';

const celOf = (text: string): string => {
  const translated = pythonToCel(text);
  return 'cel' in translated ? translated.cel : `refused: ${translated.flaw.text}`;
};

const open: Schema = { okta: null };
const user = {
  '@status': 'LOCKED_OUT',
  '@id': '00u1',
  login: 'Ann@harbor.example',
  department: 'Research',
  city: null,
  badge: 7,
  external: false,
  skills: ['maps'],
};

describe('the Python of a filter becomes CEL', () => {
  it.each<[string, string, boolean | 'undecided']>([
    ['user.status == "ACTIVE"', 'okta.status == "ACTIVE"', false],
    ["user.status in ('ACTIVE', 'LOCKED_OUT')", 'okta.status in ["ACTIVE", "LOCKED_OUT"]', true],
    ['user.status not in ["STAGED"]', '!(okta.status in ["STAGED"])', true],
    [
      'user.status == "ACTIVE" or not user.profile.city',
      '(okta.status == "ACTIVE") || !(okta.profile.city != "")',
      true,
    ],
    ['user.profile.city is None', '!has(okta.profile.city)', true],
    ['user.profile.city is not None', 'has(okta.profile.city)', false],
    ['None == user.profile.department', '!has(okta.profile.department)', false],
    ['getattr(user.profile, "department", None) == \'Research\'', 'okta.profile.department == "Research"', true],
    ["getattr(user.profile, 'city', 'none') == 'none'", 'okta.profile.?city.orValue("none") == "none"', true],
    ['hasattr(user.profile, "city")', 'has(okta.profile.city)', false],
    [
      'user.profile.login.lower().endswith("@harbor.example")',
      'okta.profile.login.lowerAscii().endsWith("@harbor.example")',
      true,
    ],
    [
      'user.profile.login.startswith(("ann", "Ann"))',
      'okta.profile.login.startsWith("ann") || okta.profile.login.startsWith("Ann")',
      true,
    ],
    ['"harbor" in user.profile.login', 'okta.profile.login.contains("harbor")', true],
    ['len(user.profile.department) > 3', 'size(okta.profile.department) > 3', true],
    [
      '1 < len(user.profile.department) <= 8',
      '(1 < size(okta.profile.department)) && (size(okta.profile.department) <= 8)',
      true,
    ],
    ['user.profile.badge', 'has(okta.profile.badge) && !(okta.profile.badge in [false, 0])', true],
    ['user.profile.external', 'has(okta.profile.external) && !(okta.profile.external in [false, 0])', false],
    ['bool(user.profile.unheard)', 'has(okta.profile.unheard) && !(okta.profile.unheard in [false, 0])', 'undecided'],
    ['user.profile.badge == 7', 'okta.profile.badge == 7', true],
    ['str(user.profile.badge) == "7"', 'string(okta.profile.badge) == "7"', true],
    [
      'user.profile.login[0:3] == "Ann"',
      '(size(okta.profile.login) > 3 ? okta.profile.login.substring(0, 3) : okta.profile.login) == "Ann"',
      true,
    ],
    ['"a"[:2] == "a"', '(size("a") > 2 ? "a".substring(0, 2) : "a") == "a"', true],
    ['True', 'true', true],
    ['"a" \'b\' == "ab" if True else False', 'true ? ("ab" == "ab") : false', true],
    ['( # a remark\n  user.status\n  == "ACTIVE" )', 'okta.status == "ACTIVE"', false],
    ['user.profile.department + "!" == u"Research\\x21"', '(okta.profile.department + "!") == "Research!"', true],
    ['not user.status == "ACTIVE" and False', '!(okta.status == "ACTIVE") && false', false],
    ['False and not True or not not True', '(false && !true) || true', true],
    ['not (True and False) or False', '!(true && false) || false', true],
    ['not True or True and True', '!true || (true && true)', true],
    ['False or "" if False else True', 'false ? (false || ("" != "")) : true', true],
    ['user.profile.city if False else 7', 'false ? (okta.profile.city != "") : (7 != 0)', true],
    ['(user.status == "X") is False', '(okta.status == "X") == false', true],
    ['-1 < 0', '-1 < 0', true],
    [
      'user.profile.login.replace("@harbor.example", "").strip().upper() == "ANN"',
      'okta.profile.login.replace("@harbor.example", "").trim().upperAscii() == "ANN"',
      true,
    ],
  ])('%s', (python, cel, result) => {
    expect(celOf(python)).toBe(cel);
    const expression = compile(cel, 'condition', open);
    expect(expression.flaws).toEqual([]);
    const outcome = expression.run({ okta: user });
    expect(outcome.is === 'value' ? outcome.value : outcome.is).toBe(result);
  });

  it.each([
    ['().__class__.__base__.__subclasses__()', '().__class__.__base__.__subclasses__()', /There are/],
    ['user.__class__ == 1', 'user.__class__', /okta\.profile/],
    ['user.profile.__dict__', 'user.profile.__dict__', /okta\.profile/],
    ['user.profile["city"] == "x"', 'user.profile["city"]', /okta\.profile/],
    ['[x for x in user.profile.skills]', '[x for x in user.profile.skills]', /filter/],
    ['any(x for x in user.profile.skills)', 'any(x for x in user.profile.skills)', /has/],
    ['lambda: True', 'lambda: True', /functions/],
    ['isinstance(user.profile.city, str)', 'isinstance(user.profile.city, str)', /has/],
    ['eval("1")', 'eval("1")', /has/],
    ['__import__("os").system("true")', '__import__("os").system("true")', /There are/],
    ['user.type == "x"', 'user.type', /okta\.status/],
    ['"maps" in user.profile.skills', '"maps" in user.profile.skills', /contains.*in okta/],
    ['user.status is "ACTIVE"', 'user.status is "ACTIVE"', /==/],
    ['f"{user.status}" == "x"', 'f"{user.status}"', /\+/],
    ['user.profile.badge ** 2 == 1', '**', /reckon/],
    ['user.profile.login.split("@")[0] == "ann"', 'user.profile.login.split("@")[0]', /okta/],
    ['(x := 1)', 'x := 1', /where it is used/],
    ['status == "ACTIVE"', 'status', /okta\.status/],
    ['user.status = "x"', 'user.status = "x"', /one condition/],
    ['True\nFalse', 'True', /one condition/],
    ['False,', 'False,', /one condition/],
    ['1 + 1.5 > 2', '1 + 1.5 > 2', /convert/],
    ['user.status ==', '', /CEL/],
    ['', '', /one condition/],
    ['b"x" == "x"', 'b"x"', /quotes/],
    ['0x10 == 16', '0x10', /plain number/],
    ['getattr(user, name)', 'getattr(user, name)', /okta\.profile/],
    ['len(x=1)', 'len(x=1)', /CEL/],
    [`${'('.repeat(1500)}True${')'.repeat(1500)}`, ')'.repeat(1004), /out/],
  ])('%s is refused at %s', (python, token, next) => {
    const translated = pythonToCel(python);
    const flaw = 'flaw' in translated ? translated.flaw : null;
    expect(python.slice(flaw?.from, flaw?.to)).toBe(token);
    expect(flaw?.next).toMatch(next);
  });
});
