#include <gio/gdesktopappinfo.h>

#include "gio_linux.h"

// program_of is the first word of a command line; NULL where there is none. GIO's own notion of it knows no quotes.
static char *program_of(const char *commandline) {
	int argc;
	char **argv;
	if (commandline == NULL || !g_shell_parse_argv(commandline, &argc, &argv, NULL))
		return NULL;
	char *program = g_strdup(argv[0]);
	g_strfreev(argv);
	return program;
}

int default_handler(const char *scheme, struct handler *h) {
	GAppInfo *info = g_app_info_get_default_for_uri_scheme(scheme);
	if (info == NULL)
		return 0;
	h->id = g_strdup(g_app_info_get_id(info));
	h->name = g_strdup(g_app_info_get_name(info));
	h->program = program_of(g_app_info_get_commandline(info));
	g_object_unref(info);
	return 1;
}

char *make_default(const char *file, const char *type) {
	GDesktopAppInfo *info = g_desktop_app_info_new_from_filename(file);
	if (info == NULL)
		return g_strdup("the desktop does not take the entry");
	GError *error = NULL;
	char *problem = NULL;
	if (!g_app_info_set_as_default_for_type(G_APP_INFO(info), type, &error)) {
		problem = g_strdup(error->message);
		g_error_free(error);
	}
	g_object_unref(info);
	return problem;
}

void forget_default(const char *type) { g_app_info_reset_type_associations(type); }
