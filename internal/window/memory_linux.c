//go:build linux && webkit2_41 && (production || dev)

#include <webkit2/webkit2.h>

#include "native_linux.h"

static WebKitMemoryPressureSettings *pressure;
static GObject *(*construct)(GType, guint, GObjectConstructParam *);

/* WebKit takes these settings only while a context is made, and Wails has WebKit make its default one, which has none. */
static GObject *construct_bounded(GType type, guint n, GObjectConstructParam *params) {
	for (guint i = 0; i < n; i++)
		if (g_str_equal(params[i].pspec->name, "memory-pressure-settings") && g_value_get_boxed(params[i].value) == NULL)
			g_value_set_boxed(params[i].value, pressure);
	return construct(type, n, params);
}

void native_bound_memory(guint tidies, guint gives_up) {
	if (pressure != NULL)
		return; /* what construct_bounded calls must not be itself */
	guint limit = 2 * gives_up; /* of which the thresholds are parts; at the whole nothing happens */
	pressure = webkit_memory_pressure_settings_new();
	webkit_memory_pressure_settings_set_memory_limit(pressure, limit);
	webkit_memory_pressure_settings_set_conservative_threshold(pressure, (double)tidies / limit);
	webkit_memory_pressure_settings_set_strict_threshold(pressure, (double)gives_up / limit);
	GObjectClass *context = g_type_class_ref(WEBKIT_TYPE_WEB_CONTEXT); /* for good: a class that nobody uses may be made anew */
	construct = context->constructor;
	context->constructor = construct_bounded;
}
