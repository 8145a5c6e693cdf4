import type { ReactNode } from "react";

/**
 * Every string of ours that a person reads, so that a translation is one file. Say what happened, then what
 * to do. The pages' names are also their entries' accessible names, which tools rely on.
 */
export const words = {
  product: "WorkOS Widgets",
  failed: "That did not work, and there is no word on why. Try again.",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Could not be copied",
  details: "Details",
  dismiss: "Dismiss",
  tryAgain: "Try again",
  reload: "Reload the window",
  cancel: "Cancel",
  signIn: "Sign in",
  signOut: "Sign out",
  signInAgain: "Sign in again",
  useAnotherAccount: "Use another account",
  account: "Account",
  checkAgain: "Check again",

  crashed: {
    heading: "The window could not be shown",
    message: "Something in it broke. You are still signed in, and nothing that was saved is lost.",
  },

  noApplication: {
    heading: "Open this page in the application",
    sentence: "It was opened on its own, where there is nobody to sign in with. Run make dev and use the address that it prints, or start the application.",
  },

  restoring: "Restoring your session",

  signedOut: {
    sentence: "Your WorkOS account, on your desktop: profile, security, sessions and connections, and the organizations you look after.",
    welcome: (product: string) => `Welcome to ${product}`,
    how: "Signing in happens once, in your browser. This window stays signed in.",
    first: "Your browser asks who you are: this window never sees a password. Then it stays signed in until you sign out.",
    again: "You are signed out",
    leaving: "Signing you out in the browser",
    leavingSentence: "WorkOS ends the browser's session first, so that it does not sign the same person in. Then the browser asks who you are.",
    withoutWaiting: "Sign in without waiting",
    follows: "As soon as WorkOS can be reached, the browser is signed out and then asks who you are.",
    environment: (host: string) => `Connects to ${host}`,
  },

  waiting: {
    heading: "Continue in your browser",
    sentence: "WorkOS asks there who you are. Once you have answered, this window goes on by itself.",
    stepUp: (organization: string) => `Sign in to ${organization || "that organization"}`,
    stepUpSentence: "This organization asks for a sign-in of its own, in your browser. Until then, you stay where you are.",
    openAgain: "Open the browser again",
    copyLink: "Copy the link",
    linkCopied: "Link copied",
    minutesLeft: (n: number) => (n === 1 ? "1 minute left" : `${n} minutes left`),
    secondsLeft: (n: number) => (n === 1 ? "1 second left" : `${n} seconds left`),
    stuck: "Is the browser stuck?",
    httpsOnly: "It says that the page is not secure, or can't be reached: it may be set to allow HTTPS only. Let it open 127.0.0.1, which is this computer.",
    otherMachine: "It runs on another computer: copy the link, and sign in there.",
    paste: "Either way, paste the address that the browser ended up on:",
    pasteLabel: "Address from the browser",
    pasteButton: "Continue",
  },

  exchanging: {
    heading: "Signing you in",
    sentence: "The browser has answered. WorkOS is being asked for your session.",
    chosen: "WorkOS is being asked for your session in that organization.",
  },

  choosing: {
    heading: "Choose an organization",
    sentence: "You belong to several. You can switch to another at any time.",
    standing: "WorkOS needs to know which one you want to go on in. You are still signed in, and your pages come back once you have chosen.",
    filter: "Filter organizations",
    noMatch: "No organization has that in its name.",
  },

  confirming: {
    heading: (newcomer: string) => `Continue as ${newcomer}?`,
    sentence: "The browser came back as somebody else than the person signed in here.",
    here: "Signed in here",
    came: "Came back from the browser",
    effect: (newcomer: string, current: string) =>
      `If you continue, ${current} is signed out of this window, and what was not saved is lost. If you stay, nothing changes here; the browser may remain signed in as ${newcomer}.`,
    continueAs: (newcomer: string) => `Continue as ${newcomer}`,
    stayAs: (current: string) => `Stay as ${current}`,
    ended: "The session that was here has ended meanwhile, and the browser came back as somebody else.",
  },

  misconfigured: {
    heading: "This needs setting up first",
    sentence: "The application can't talk to WorkOS the way it was started. Here is what it checked.",
    ok: "In order",
    failed: "Needs mending",
    skipped: "Not checked",
    copy: "Copy the results",
    restart: "A changed configuration counts from the next start of the application; everything else is checked again here.",
  },

  sandbox: "This is the sandbox: its people and organizations are made up, and nothing reaches WorkOS.",

  safeMode: "Safe mode: this window is drawn without the graphics card. The next ordinary start uses it again.",

  settingsDamaged: {
    message: "Your settings could not be read, so they are the usual ones again.",
    advice: "What was there has been put aside.",
  },

  since: (time: string) => `Since ${time}.`,
  at: (time: string) => `At ${time}.`,
  /** What still works without WorkOS. */
  unreachable: (time: string) => `${time === "" ? "Pages" : `Since ${time}, pages`} show what was loaded before, and changes may not go through.`,

  ending: {
    idle: (left: ReactNode) => ["Your session ends in ", left, " because it is not being used."],
    idled: "Your session was not used for long, and may end at any moment.",
    unsaved: "What is not saved by then is lost.",
    stay: "Stay signed in",
    impersonation: (left: ReactNode) => ["It ends in ", left, ", whatever is done."],
    impersonationAt: (time: string) => `It ends at ${time}.`,
  },

  impersonation: (impersonator: string, name: string, reason: string) =>
    `${impersonator} is acting as ${name}${reason === "" ? "" : `: ${reason.replace(/[.\s]+$/, "")}`}.`,

  notices: "Notices",
  navigation: "Pages",
  you: "You",
  yourOrganization: "Your organization",
  organizations: "Organizations",
  switching: (organization: string) => `Switching to ${organization || "the other organization"}`,
  switched: (organization: string) => `Now in ${organization || "the other organization"}`,
  noOrganization: {
    heading: "No organization",
    sentence: "You belong to none yet. Somebody who manages one can invite you.",
  },
  locked: "Locked: your role does not allow it",
  refresh: "Refresh",

  lock: {
    heading: "Your role does not allow this yet",
    missing: (permissions: readonly ReactNode[]) => [
      permissions.length === 1 ? "It needs the permission " : "It needs one of the permissions ",
      ...permissions.flatMap((permission, n) => (n === 0 ? [permission] : [" or ", permission])), ". ",
    ],
    role: (role: ReactNode) => ["Your role here is ", role, "."],
    grant: "An admin of your WorkOS environment grants it: in the WorkOS dashboard, under Roles, add the permission to a role and give you that role.",
    stillMissing: "The permission is still missing.",
  },

  widget: {
    loading: (page: string) => `Loading ${page}`,
    failedHeading: (page: string) => `${page} could not be shown`,
    crashed: "Something in it broke. The rest of the window is fine, and nothing that was saved is lost.",
    notLoaded: "Its code could not be loaded.",
    notLoadedAgain: "Its code could not be loaded again. Reloading the window may help: you stay signed in.",
    noToken: "It could not be given access to your account.",
    moved: "The organization changed while this was loading.",
  },

  outside: {
    failed: "That could not be opened in your browser.",
    copyLink: "Copy link",
    repeated: "Its form has several values of the same name, and only one of them could be passed on. Nothing was sent.",
  },

  /** Names for what the widgets leave without one. */
  nameless: {
    roleFilter: "Filter by role",
    actions: "Actions",
    switcher: "Loading your organizations",
  },

  connecting: {
    handingOver: (name: string) => `Continue in your browser to connect ${name || "your account"}.`,
    approving: (name: string) => `Waiting for your approval in the browser${name === "" ? "" : ` at ${name}`}.`,
    refused: (name: string) => `${name || "The account"} was not connected, because it was not approved in the browser. You can connect it again.`,
    expired: (name: string) => `${name || "The account"} was not connected, because it was not approved in time. You can connect it again.`,
    stop: "Stop waiting",
  },

  trouble: {
    permission: "Your role does not allow this here.",
    grant: "An admin of your WorkOS environment grants it in the WorkOS dashboard, under Roles.",
    stale: "This page belonged to an earlier session or to another organization.",
    unauthorized: "WorkOS did not accept this page's access to your account.",
    signInAgain: "If it stays so, sign out and sign in again.",
    noAnswer: "The application did not answer.",
    restart: "If it stays so, start the application again.",
    notFound: "WorkOS has nothing under this address any more.",
    refused: "WorkOS did not accept this.",
    troubled: "WorkOS has trouble answering.",
    later: "Try again in a moment.",
    tooMany: "WorkOS is asked for too much at the moment.",
    left: (organization: string, refused: boolean) =>
      `What you sent in ${organization || "the organization before"}, before the switch, ${refused ? "was not done" : "got no answer: look there whether it was done"}. Nothing was changed here.`,
    broken: "Something in this page broke. The rest of the window is fine, and nothing that was saved is lost.",
    blank: "This page has stayed empty. Nothing that was saved is lost.",
  },

  createOrganization: "Create an organization",

  settings: {
    heading: "Settings",
    sentence: "How this window looks, starts and keeps its log, on this computer.",
    back: "Back",
    appearance: "Appearance",
    theme: "Theme",
    themeHint: "System looks the way your desktop does.",
    themes: { system: "System", light: "Light", dark: "Dark" },
    zoom: "Zoom",
    zoomHint: (larger: string, smaller: string) => `${larger} and ${smaller} change it from anywhere.`,
    start: "Start",
    startAtLogin: "Start automatically",
    startAtLoginHint: "Opens the window when you sign in to this computer.",
    openWith: "Open with",
    openWithHint: "The organization you are in after a start.",
    lastOrganization: "The last one",
    formerOrganization: "One you no longer belong to",
    diagnostics: "Diagnostics",
    logLevel: "Log level",
    logLevelHint: "How much is written to the log. It never holds passwords, tokens or keys.",
    logLevelFixed: "The environment variable WORKOS_LOG sets it for this start. Unset that to choose it here.",
    logLevels: { error: "Errors only", warn: "Warnings and errors", info: "Normal", debug: "Everything" },
    report: "Report a problem",
    reportHint: "Versions, configuration and the latest log lines, without secrets and without names.",
    copyDiagnostics: "Copy diagnostics",
    copiedDiagnostics: "Diagnostics copied",
    openLogFolder: "Open the log folder",
    about: "About",
    version: "Version",
    environment: "Environment",
    sandboxEnvironment: "The sandbox on this computer",
    clientID: "Client ID",
    noClientID: "Not set",
    licencesSentence: "Made with Wails, React, Radix Themes and WorkOS Widgets, each under its own licence.",
    safeMode: "Safe mode",
    safeModeSentence: "On: this window draws without the graphics card. The next ordinary start uses it again.",
    damaged: (path: string) => `The settings could not be read and start anew. What was there is in ${path}.`,
  },

  commands: {
    palette: "Command palette",
    input: "Search pages, organizations and actions",
    nothing: "Nothing has that in its name.",
    notLoaded: "The command palette could not be loaded. Try again; if it stays so, reload the window.",
    groups: { pages: "Pages", organizations: "Organizations", appearance: "Appearance", actions: "Actions" },
    blocked: "Close the dialog first.",
    current: "current",
    settings: "Settings",
    about: (product: string) => `About ${product}`,
    back: "Back",
    forward: "Forward",
    refresh: "Refresh",
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    zoomReset: "Actual size",
    zoomed: (zoom: string) => `Zoom ${zoom}`,
    themes: { system: "Theme: system", light: "Theme: light", dark: "Theme: dark" },
    copyUserID: "Copy user ID",
    copiedUserID: "User ID copied",
    copyOrganizationID: "Copy organization ID",
    copiedOrganizationID: "Organization ID copied",
    checkAgain: "Check permissions again",
    checked: "Your permissions are up to date",
  },

  /** What the window's frame says it shows, the narrowest first. */
  title: (parts: readonly string[]) => parts.filter(Boolean).join(" – "),

  pages: {
    profile: { name: "Profile", sentence: () => "Your name and e-mail address, as others see them." },
    security: { name: "Security", sentence: () => "Your password and the second step at sign-in." },
    sessions: { name: "Sessions", sentence: () => "Where you are signed in. Sign out the ones you don't know." },
    connections: { name: "Connections", sentence: () => "Accounts elsewhere that you let your organization's apps use." },
    "user-api-keys": { name: "Personal API keys", sentence: () => "Keys that let your scripts and tools act as you." },
    members: { name: "Members", sentence: (organization: string) => `People in ${organization || "your organization"} and what they may do.` },
    "api-keys": { name: "API keys", sentence: (organization: string) => `Keys that let other programs act for ${organization || "your organization"}.` },
    integrations: { name: "Integrations", sentence: (organization: string) => `What the people of ${organization || "your organization"} may connect, and what they share.` },
    sso: { name: "Single sign-on", sentence: (organization: string) => `How people of ${organization || "your organization"} sign in through their identity provider.` },
    domains: { name: "Domains", sentence: (organization: string) => `Domains that ${organization || "your organization"} has proved to be its own.` },
    "directory-sync": { name: "Directory sync", sentence: (organization: string) => `Keeps the members of ${organization || "your organization"} in step with its directory.` },
    streams: { name: "Audit log streams", sentence: (organization: string) => `Where the audit log of ${organization || "your organization"} is sent.` },
  },

  announce: {
    problem: (message: string, advice: string) => `${message} ${advice}`.trim(),
    ends: "Your session ends in less than five minutes because it is not being used. The button Stay signed in keeps it.",
    impersonationEnds: "This session ends in less than five minutes.",
  },
} as const;
