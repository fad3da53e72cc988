#pragma once
#include <pcap/pcap.h>
#include <stdio.h>
#include <bits/types/cookie_io_functions_t.h>

// What the Glibc module of Swift leaves out, as it is built without _GNU_SOURCE.
extern FILE *fopencookie(void *cookie, const char *mode, cookie_io_functions_t functions);
extern int pipe2(int descriptors[2], int flags);
extern int mallopt(int parameter, int value);
