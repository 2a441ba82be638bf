/** Menus are `details.menu`. They close when one of their buttons, or something else, is clicked, and by Escape. */
export function closeMenus(): void {
  document.addEventListener('click', ({ target }) => {
    const summary = target instanceof Element ? target.closest('summary') : null;
    close((menu) => menu !== summary?.parentElement);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close(() => true);
  });
}

function close(which: (menu: HTMLDetailsElement) => boolean): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (!which(menu)) continue;
    if (menu.contains(document.activeElement)) menu.querySelector('summary')?.focus();
    menu.open = false;
  }
}
