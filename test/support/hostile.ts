import fc from 'fast-check';

const nasty = fc.constantFrom(
  '<b>x</b>',
  '</pre><a href="tg://user?id=1">x</a>',
  '&lt;&#x202e;&amp;amp;',
  '<!channel> <!here>',
  '<@U1> <#C1> <https://evil|x>',
  '=IMPORTXML("http://x","//a")',
  '+7\t-1',
  '\t=cmd|"/C calc"!A0',
  '\u00a0@SUM(1)',
  '－1＋1',
  '","=1+1',
  '@channel @all',
  '\u202egnp.exe\u2066',
  '\u200b\u200d\ufeff',
  '\u0000\u0007\u001b[2J\u009b31m',
  '\ud800',
  'a\r\nlevel=error\u2028b',
  '``` *x* _y_ ~z~',
  '{"level":"fatal"}',
  '🏳️‍🌈'.repeat(40),
  'слово '.repeat(90),
);
/** What people and machines put where a name should be. */
export const hostile = fc.oneof(
  { weight: 2, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(nasty, { minLength: 2, maxLength: 4 }).map((all) => all.join('')) },
);
