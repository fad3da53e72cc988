/* Packets of the traffic generator: TCP segments, other traffic, the capture file. */
#ifndef PACKETS_H
#define PACKETS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TCP_FIN = 1, TCP_SYN = 2, TCP_PSH = 8, TCP_ACK = 16 };
enum { MAXIMUM_SEGMENT = 1448 };

/* Both ends of a connection; index 0 is the client, 1 the server. */
struct endpoint_pair {
  uint32_t address[2];
  uint16_t port[2];
  uint32_t next[2];         /* the sequence number at which the running turn starts */
  uint32_t acknowledged[2]; /* what the other side has acknowledged of it */
};

_Noreturn void stop(const char *sentence);

void seed_random(uint64_t seed);
uint64_t random_below(uint64_t bound);
double random_unit(void);

void open_capture(const char *path);
void close_capture(void);
uint64_t written_bytes(void);
uint64_t written_packets(void);

void choose_endpoints(struct endpoint_pair *pair, uint32_t number);

/* Writes a segment OFFSET bytes into the running turn of its side. */
void put_segment(struct endpoint_pair *pair, int from_server, int flags, uint32_t offset,
                 const char *payload, size_t length);

/* Notes that the other side has LENGTH bytes of the running turn. */
void acknowledge(struct endpoint_pair *pair, int from_server, uint32_t length);

/* Ends a turn of LENGTH sequence numbers. */
void finish_turn(struct endpoint_pair *pair, int from_server, uint32_t length);

void put_lone_syn(void);

/* Writes a packet that is no mail: a DNS datagram or a TCP segment of port 443. */
void put_noise(const char *bytes);

#endif
