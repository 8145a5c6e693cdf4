/** How the window looks: the one place to change for another brand. The widgets take it over from here. */
export const brand = {
  accentColor: "indigo",
  grayColor: "slate",
  radius: "medium",
  scaling: "95%",
  panelBackground: "solid",
} as const;
