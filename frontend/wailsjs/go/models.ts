export namespace main {
	
	export class Info {
	    product: string;
	    version: string;
	    sandbox: boolean;
	    development: boolean;
	    platform: string;
	    clientId: string;
	    apiHost: string;
	    nativeZoom: boolean;
	    safeMode: boolean;
	    settingsDamaged: string;
	    logLevelFixed: boolean;
	    openToWebPages: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Info(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.product = source["product"];
	        this.version = source["version"];
	        this.sandbox = source["sandbox"];
	        this.development = source["development"];
	        this.platform = source["platform"];
	        this.clientId = source["clientId"];
	        this.apiHost = source["apiHost"];
	        this.nativeZoom = source["nativeZoom"];
	        this.safeMode = source["safeMode"];
	        this.settingsDamaged = source["settingsDamaged"];
	        this.logLevelFixed = source["logLevelFixed"];
	        this.openToWebPages = source["openToWebPages"];
	    }
	}

}

export namespace preflight {
	
	export class Check {
	    name: string;
	    ok: boolean;
	    skipped: boolean;
	    message: string;
	    mend: string;
	
	    static createFrom(source: any = {}) {
	        return new Check(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.ok = source["ok"];
	        this.skipped = source["skipped"];
	        this.message = source["message"];
	        this.mend = source["mend"];
	    }
	}

}

export namespace session {
	
	export enum SignInStep {
	    ChoosingOrganization = "choosing-organization",
	    ConfirmingUser = "confirming-user",
	    Exchanging = "exchanging",
	    WaitingForBrowser = "waiting-for-browser",
	}
	export enum Status {
	    Misconfigured = "misconfigured",
	    Restoring = "restoring",
	    SignedIn = "signed-in",
	    SignedOut = "signed-out",
	    SigningIn = "signing-in",
	}
	export class Impersonator {
	    email: string;
	    reason: string;
	
	    static createFrom(source: any = {}) {
	        return new Impersonator(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.email = source["email"];
	        this.reason = source["reason"];
	    }
	}
	export class Organization {
	    id: string;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new Organization(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	    }
	}
	export class Problem {
	    code: string;
	    message: string;
	    advice: string;
	    details: string;
	    since: number;
	
	    static createFrom(source: any = {}) {
	        return new Problem(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.message = source["message"];
	        this.advice = source["advice"];
	        this.details = source["details"];
	        this.since = source["since"];
	    }
	}
	export class User {
	    id: string;
	    email: string;
	    firstName: string;
	    lastName: string;
	    pictureUrl: string;
	
	    static createFrom(source: any = {}) {
	        return new User(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.email = source["email"];
	        this.firstName = source["firstName"];
	        this.lastName = source["lastName"];
	        this.pictureUrl = source["pictureUrl"];
	    }
	}
	export class SignIn {
	    step: SignInStep;
	    organization: string;
	    startedAt: number;
	    givesUpAt: number;
	    organizations: Organization[];
	    redirectUri: string;
	    user?: User;
	    problem?: Problem;
	
	    static createFrom(source: any = {}) {
	        return new SignIn(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.step = source["step"];
	        this.organization = source["organization"];
	        this.startedAt = source["startedAt"];
	        this.givesUpAt = source["givesUpAt"];
	        this.organizations = this.convertValues(source["organizations"], Organization);
	        this.redirectUri = source["redirectUri"];
	        this.user = this.convertValues(source["user"], User);
	        this.problem = this.convertValues(source["problem"], Problem);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Snapshot {
	    revision: number;
	    status: Status;
	    session: string;
	    user?: User;
	    organization: string;
	    role: string;
	    permissions: string[];
	    expiresAt: number;
	    impersonator?: Impersonator;
	    endsAt: number;
	    switchingTo: string;
	    signIn?: SignIn;
	    problems: Problem[];
	
	    static createFrom(source: any = {}) {
	        return new Snapshot(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.revision = source["revision"];
	        this.status = source["status"];
	        this.session = source["session"];
	        this.user = this.convertValues(source["user"], User);
	        this.organization = source["organization"];
	        this.role = source["role"];
	        this.permissions = source["permissions"];
	        this.expiresAt = source["expiresAt"];
	        this.impersonator = this.convertValues(source["impersonator"], Impersonator);
	        this.endsAt = source["endsAt"];
	        this.switchingTo = source["switchingTo"];
	        this.signIn = this.convertValues(source["signIn"], SignIn);
	        this.problems = this.convertValues(source["problems"], Problem);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}

}

export namespace settings {
	
	export class Preferences {
	    theme: string;
	    zoom: number;
	    logLevel: string;
	
	    static createFrom(source: any = {}) {
	        return new Preferences(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.theme = source["theme"];
	        this.zoom = source["zoom"];
	        this.logLevel = source["logLevel"];
	    }
	}

}

