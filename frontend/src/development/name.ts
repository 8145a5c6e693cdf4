/** What the palette calls React Query's devtools; for developers only, and so not among the window's words. */
export const name = "React Query devtools";
