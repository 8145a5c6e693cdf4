/** Chromium calls itself AppleWebKit too, and Apple's own WebKit has not the troubles of WebKitGTK. */
export function isWebKitGTK(userAgent: string): boolean {
  return /Linux.*AppleWebKit/.test(userAgent) && !userAgent.includes("Chrom");
}
