/**
 * Takes out of a text what must not travel in a report: tokens and keys, e-mail addresses, and the queries of
 * addresses. Better a word too many than one too few.
 */
export function redact(text: string): string {
  return text
    .replace(/\beyJ[\w+/=-]*(?:\.[\w+/=-]*){0,2}/g, "[token]")
    .replace(/\b(?:sk|client_secret|code|token)_[\w-]{6,}/gi, "[secret]")
    .replace(/\bBearer\s+\S+/gi, "Bearer [token]")
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+\.[^\s@"'<>]+/g, "[e-mail]")
    .replace(/\?[^\s"')]*=[^\s"')]*/g, "?[query]")
    .replace(/\b[\w+/-]{40,}={0,2}/g, "[secret]");
}
