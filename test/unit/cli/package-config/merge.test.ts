import { describe, expect, it } from 'vitest';
import { mergeLines, mergePip, replaceXml } from '../../../../cli/package-config/merge.ts';
import { writePackages } from '../../../support/format-samples.ts';

const NPM =
  '# ends 2026-11-21T22:00:00.000Z\nregistry=https://shop.example/npm/new/\n//shop.example/npm/new/:_authToken=t2\n';
const PIP = '# ends 2026-11-21T22:00:00.000Z\n[global]\nindex-url = https://aws:t2@shop.example/simple/\n';

describe('a login in .npmrc', () => {
  it('is all there is in a new file', () => {
    expect(mergeLines('.npmrc', '', NPM)).toBe(NPM);
  });

  it('takes the place of the one before, and every other setting stays', () => {
    const before = [
      '; mine',
      'save-exact=true',
      '# ends 2026-11-20T22:00:00.000Z',
      'registry = https://registry.example/',
      '//shop.example/npm/new/:_authToken=t1',
      '//other.example/:_authToken=mine',
      '@shop:registry=https://shop.example/',
    ].join('\r\n');
    const kept = '; mine\nsave-exact=true\n//other.example/:_authToken=mine\n@shop:registry=https://shop.example/\n';
    expect(mergeLines('.npmrc', before, NPM)).toBe(`${kept}${NPM}`);
  });

  it('is the same if it is written again', () => {
    const once = mergeLines('.npmrc', 'save-exact=true\n', NPM);
    expect(mergeLines('.npmrc', once, NPM)).toBe(once);
  });

  it('stands before a section, below which npm would not find it', () => {
    expect(mergeLines('.npmrc', 'a=1\n[b]\nc=2\n', NPM)).toBe(`a=1\n${NPM}[b]\nc=2\n`);
  });

  it('leaves a comment that looks like a setting', () => {
    expect(mergeLines('.npmrc', '#registry=https://old.example/\n', NPM)).toBe(
      `#registry=https://old.example/\n${NPM}`,
    );
  });
});

describe('a login in gradle.properties', () => {
  it('refuses to cut a value that goes on below its line', () => {
    const before = 'codeartifactUrl=https://\\\n  shop.example/\n';
    const merge = () => mergeLines('gradle.properties', before, 'codeartifactUrl=https://new.example/\n');
    expect(merge).toThrow('gradle.properties stays as it is: the value of codeartifactUrl goes on below its line');
  });
});

describe('a login in pip.conf', () => {
  it('is all there is in a new file', () => {
    expect(mergePip('pip.conf', '', PIP)).toBe(
      '[global]\n# ends 2026-11-21T22:00:00.000Z\nindex-url = https://aws:t2@shop.example/simple/\n',
    );
  });

  it.each(['index-url = x', 'index_url: x', 'Index-URL=x', 'index-url =\n    x\n    y'])(
    'takes the place of %j in its section, and nothing else',
    (old) => {
      const before = `[install]\nindex-url = mine\n[global]\ntimeout = 9\n${old}\nretries = 2\n[list]\nformat = json\n`;
      const [ends, , setting] = PIP.split('\n');
      const after = `[install]\nindex-url = mine\n[global]\n${ends}\n${setting}\ntimeout = 9\nretries = 2\n[list]\nformat = json\n`;
      expect(mergePip('pip.conf', before, PIP)).toBe(after);
    },
  );

  it('gets a section of its own if there is none', () => {
    const after = mergePip('pip.conf', '[list]\nformat = json\n', PIP);
    expect(after).toBe(`[list]\nformat = json\n${mergePip('pip.conf', '', PIP)}`);
    expect(mergePip('pip.conf', after, PIP)).toBe(after);
  });

  it('is not put into a file that pip can not read', () => {
    expect(() => mergePip('pip.conf', '[global]\n[global]\n', PIP)).toThrow('pip.conf stays as it is');
  });
});

describe.each(['maven', 'nuget'] as const)('a login in XML for %s', (format) => {
  const { body } = writePackages(format);

  it('takes the place of an earlier login', () => {
    const earlier = body
      .replace('eyJ2ZXIiOjF9.hush', 'earlier')
      .replaceAll('/packages/', '/other/')
      .replace('22:00', '09:00');
    expect(earlier).not.toBe(body);
    expect(replaceXml('f.xml', earlier, body)).toBe(body);
    expect(replaceXml('f.xml', '', body)).toBe(body);
  });

  it.each([
    ['another element', body.replace(/(<(?:servers|packageSources)>)/, '$1<other/>')],
    ['a comment', `${body}<!-- mine -->`],
    ['something else', 'not XML'],
  ])('leaves a file with %s', (_what, before) => {
    expect(before).not.toBe(body);
    expect(() => replaceXml('f.xml', before, body)).toThrow('f.xml stays as it is: it has settings of its own');
  });
});
