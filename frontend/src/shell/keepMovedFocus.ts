/**
 * For a menu's or dialog's onCloseAutoFocus: has it give the focus back only if what was chosen in it has not
 * taken the focus somewhere else meanwhile, such as to a new page's heading.
 */
export function keepMovedFocus(event: Event): void {
  if (document.activeElement !== document.body) {
    event.preventDefault();
  }
}
