#pragma once

// Has the cache line fetched that an address lies in. Nothing is read: the address may be any.
static inline void prefetch_line(const void *address) { __builtin_prefetch(address); }
