/**
 * What the sandbox's panel says. It is apart from the window's words, which every start loads, and in English alone,
 * as everything of the sandbox's own is.
 */
export const words = {
  open: "Sandbox…",
  heading: "Sandbox",
  sentence: "Try out what people meet with. Nothing of it reaches WorkOS.",
  loading: "Asking the sandbox how it stands",
  unanswered: "The sandbox's panel was not answered. Try again.",

  access: {
    heading: "Permissions",
    sentence: "What you may do in this organization. A change counts at once: the session is refreshed for it.",
    nobody: "Sign in, to an organization, to try out other permissions.",
    role: "Role",
    roleHint: "A role brings its permissions along.",
    list: "Permissions of the widgets",
  },

  session: {
    heading: "Session",
    nobody: "Nobody is signed in.",
    atWorkOS: "At WorkOS",
    lives: "The session is alive.",
    ended: "The session has ended there. The next refresh says so here.",
    end: "End it",
    refresh: "Refresh now",
    tokens: "Tokens",
    accepted: "Those given out so far are accepted until their time is up.",
    refused: (time: string) => `Those given out before ${time} are refused, as if their time were up. New ones are fetched when the next is needed.`,
    expire: "Expire them",
  },

  network: {
    heading: "Network",
    offline: "Offline",
    offlineHint: "Every connection to the sandbox breaks, sign-in and refresh included.",
    latency: "Latency",
    latencyHint: "How long every operation of the widgets takes.",
    none: "None",
    faults: "Faults",
    noFaults: "No operation was made to fail.",
    openFaults: "Make operations fail",
  },

  normal: "Everything is as it was started.",
  changed: "Something differs from how it was started.",
  backToNormal: "Back to normal",

  reset: {
    open: "Reset…",
    question: "Reset the sandbox?",
    sentence: "People, keys, connections and everything else in it are made anew, as they were at first. What was changed is lost. You stay signed in.",
    confirm: "Reset",
    keep: "Cancel",
  },
} as const;
