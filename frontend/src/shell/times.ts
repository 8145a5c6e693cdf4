/** A moment as the system's locale writes it: the time, and the date too where it is not today. */
export function moment(at: number, now = Date.now()): string {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(navigator.languages, today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** Milliseconds as minutes and seconds, "4:05"; none are left of what is past. */
export function clock(left: number): string {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
