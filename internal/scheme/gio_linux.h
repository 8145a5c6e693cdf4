#ifndef SCHEME_GIO_H
#define SCHEME_GIO_H

// handler is what opens the links of a scheme. Its strings are the caller's, to be freed with g_free; each may be NULL.
struct handler {
	char *id, *name, *program;
};

// default_handler reports whether there is one.
int default_handler(const char *scheme, struct handler *h);

// make_default has the application of a desktop file open a type. On a failure it returns what went wrong, to be freed
// with g_free.
char *make_default(const char *file, const char *type);

// forget_default takes back what make_default did.
void forget_default(const char *type);

#endif
