import { texts } from '../texts/index.ts';
import { COLOR_SCHEMES, type ColorScheme, useColorScheme } from './color-scheme.ts';

export function SchemeChoice() {
  const [scheme, choose] = useColorScheme();
  return (
    <select
      className="frame-button"
      aria-label={texts.app.colorScheme}
      value={scheme}
      onChange={({ target }) => choose(target.value as ColorScheme)}
    >
      {COLOR_SCHEMES.map((one) => (
        <option key={one} value={one}>
          {texts.app.colorSchemes[one]}
        </option>
      ))}
    </select>
  );
}
