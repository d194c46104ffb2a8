/** A button that goes from the system's colors to light, to dark, and back. */
const KEY = 'airssys-theme';
const NAMES: Readonly<Record<string, string>> = { '': 'System', light: 'Light', dark: 'Dark' };

export function showTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  if (button === null) return;
  const show = (): void => {
    button.textContent = NAMES[document.documentElement.dataset['theme'] ?? ''] ?? '';
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    const order = Object.keys(NAMES);
    const theme = order[(order.indexOf(document.documentElement.dataset['theme'] ?? '') + 1) % order.length] ?? '';
    document.documentElement.dataset['theme'] = theme;
    remember(theme);
    show();
  });
  show();
}

/** Some browsers keep nothing for pages that are files. */
function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it holds for this page.
  }
}
