//go:build linux && webkit2_41 && (production || dev)

#include <webkit2/webkit2.h>

#include "native_linux.h"
#include "_cgo_export.h"

/* Emission hooks run before every handler of a signal, whoever connected it when: a page can send messages before
   this application gets hold of its view. */

/* WebKit opens connections ahead of their use without asking the content policy: the name of a host alone can tell
   somebody something. */
static void stay_unconnected(WebKitWebView *v) {
#if WEBKIT_CHECK_VERSION(2, 42, 0)
	static const char *const ahead[] = {"LinkPreconnect", "LinkPreconnectEarlyHints", "LinkPrefetch", "LinkDNSPrefetch", NULL};
	WebKitSettings *settings = webkit_web_view_get_settings(v);
	WebKitFeatureList *features = webkit_settings_get_all_features();
	for (gsize i = 0; i < webkit_feature_list_get_length(features); i++) {
		WebKitFeature *f = webkit_feature_list_get(features, i);
		if (!g_strv_contains(ahead, webkit_feature_get_identifier(f)))
			continue;
		webkit_settings_set_feature_enabled(settings, f, FALSE);
		g_debug("%s is %s", webkit_feature_get_identifier(f), webkit_settings_get_feature_enabled(settings, f) ? "on" : "off");
	}
	webkit_feature_list_unref(features);
#endif
}

static gboolean on_decide(GSignalInvocationHint *hint, guint n, const GValue *params, gpointer unused) {
	static gboolean first = TRUE;
	if (first)
		stay_unconnected(g_value_get_object(&params[0]));
	first = FALSE;
	WebKitPolicyDecision *decision = g_value_get_object(&params[1]);
	switch (g_value_get_enum(&params[2])) {
	case WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION: {
		WebKitNavigationAction *action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
		char *uri = (char *)webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
		if (!nativeMayGoTo(uri))
			webkit_policy_decision_ignore(decision); /* what comes after can't decide it once more */
		break;
	}
	case WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION:
		webkit_policy_decision_ignore(decision);
		break;
	default:
		break;
	}
	return TRUE;
}

static gulong blocked;

/* A hook can't end an emission, but it can take the handler out of it: Wails has exactly one. */
static gboolean on_message(GSignalInvocationHint *hint, guint n, const GValue *params, gpointer unused) {
	GObject *manager = g_value_get_object(&params[0]);
	WebKitJavascriptResult *result = g_value_get_boxed(&params[1]);
	char *message = jsc_value_to_string(webkit_javascript_result_get_js_value(result));
	gboolean may = nativeMayTell(message);
	g_free(message);
	if (may && blocked != 0) {
		g_signal_handler_unblock(manager, blocked);
		blocked = 0;
	} else if (!may && blocked == 0) {
		blocked = g_signal_handler_find(manager, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DETAIL, hint->signal_id, hint->detail, NULL, NULL, NULL);
		g_signal_handler_block(manager, blocked);
	}
	return TRUE;
}

void native_guard(void) {
	g_type_class_unref(g_type_class_ref(WEBKIT_TYPE_WEB_VIEW)); /* signals exist with their class only */
	g_signal_add_emission_hook(g_signal_lookup("decide-policy", WEBKIT_TYPE_WEB_VIEW), 0, on_decide, NULL, NULL);
	g_type_class_unref(g_type_class_ref(WEBKIT_TYPE_USER_CONTENT_MANAGER));
	g_signal_add_emission_hook(g_signal_lookup("script-message-received", WEBKIT_TYPE_USER_CONTENT_MANAGER), 0, on_message, NULL, NULL);
}
